package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkFinderTest {
  @TempDir private Path jvms;

  @Test
  void theOldestThatIsNewEnoughIsTaken() throws IOException {
    install("a-25", "25.0.3");
    Path wanted = install("b-21", "21.0.4");
    install("c-17", "17.0.15");

    assertThat(finder(17).forNessie()).isEqualTo(new Jdk(wanted, 21));
  }

  @Test
  void theCurrentOneIsTakenWhereItIsNewEnough() throws IOException {
    install("a-21", "21");

    assertThat(finder(25).forNessie()).isEqualTo(new Jdk(jvms.resolve("current"), 25));
  }

  @Test
  void theVariableWins() throws IOException {
    Path named = install("a-25", "25");
    install("b-21", "21");

    assertThat(finder(21, Map.of("SLUICE_NESSIE_JAVA_HOME", named.toString())).forNessie())
        .isEqualTo(new Jdk(named, 25));
  }

  @Test
  void theVariableMayNotNameOneThatIsTooOld() throws IOException {
    Path named = install("a-17", "17.0.1");

    assertThatThrownBy(finder(21, Map.of("SLUICE_NESSIE_JAVA_HOME", named.toString()))::forNessie)
        .isInstanceOf(SluiceException.class)
        .hasMessage("Cannot start Nessie: it needs Java 21 or later: " + named + " is Java 17");
  }

  @Test
  void anInstallationOfMacOsIsFoundInItsBundle() throws IOException {
    Path home = install("temurin-21.jdk/Contents/Home", "21.0.4");

    assertThat(finder(17).forNessie()).isEqualTo(new Jdk(home, 21));
  }

  @Test
  void javaEightIsEightThoughItSaysOneDotEight() throws IOException {
    assertThat(Jdk.in(install("old", "1.8.0_402"))).map(Jdk::feature).hasValue(8);
  }

  @Test
  void whereNoneIsFoundTheMessageSaysWhereItLooked() throws IOException {
    install("a-17", "17.0.15");
    Files.createDirectories(jvms.resolve("not-java"));

    assertThatThrownBy(finder(17)::forNessie)
        .isInstanceOf(SluiceException.class)
        .hasMessage(
            "Cannot start Nessie: no JDK 21 or later found: looked in "
                + jvms
                + ", "
                + jvms.resolve("absent")
                + ": set SLUICE_NESSIE_JAVA_HOME");
  }

  private JdkFinder finder(int current) {
    return finder(current, Map.of());
  }

  private JdkFinder finder(int current, Map<String, String> environment) {
    return new JdkFinder(
        environment,
        new Jdk(jvms.resolve("current"), current),
        List.of(jvms, jvms.resolve("absent")));
  }

  private Path install(String name, String version) throws IOException {
    Path home = jvms.resolve(name);
    Path java = home.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.createFile(java);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
