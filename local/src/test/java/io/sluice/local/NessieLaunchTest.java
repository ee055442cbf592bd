package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java that is named for Nessie. */
final class NessieLaunchTest {
  @TempDir private Path home;

  @Test
  void aJavaThatIsTooOldForNessieIsRefused() throws IOException {
    install("17.0.1");

    assertThatThrownBy(() -> NessieLaunch.jdk(home))
        .isInstanceOf(SluiceException.class)
        .hasMessage(
            "Cannot start Nessie: it needs Java 21 or later (--nessie-java-home or"
                + " SLUICE_NESSIE_JAVA_HOME): "
                + home
                + " is Java 17");
  }

  @Test
  void aFolderWithoutJavaIsRefused() {
    assertThatThrownBy(() -> NessieLaunch.jdk(home))
        .isInstanceOf(SluiceException.class)
        .hasMessage("Cannot start Nessie: no JDK in this folder: " + home);
  }

  @Test
  void theVariableNamesNessiesJavaAndTheOwnOneStandsIn() throws IOException {
    install("21.0.4");
    Path own = Jdk.current().home();

    assertThat(NessieLaunch.jdk(home)).isEqualTo(new Jdk(home, 21));
    assertThat(JavaHomes.of(Map.of("SLUICE_NESSIE_JAVA_HOME", home.toString())))
        .isEqualTo(new JavaHomes(own, home));
    assertThat(JavaHomes.of(Map.of("SLUICE_NESSIE_JAVA_HOME", " ")))
        .isEqualTo(new JavaHomes(own, own));
  }

  private void install(String version) throws IOException {
    Path java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.createFile(java);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
  }
}
