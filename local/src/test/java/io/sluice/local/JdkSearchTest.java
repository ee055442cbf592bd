package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search of {@code infra/jdk.sh}, on machines with other installations than this one. */
final class JdkSearchTest {
  private static final Path SCRIPT = Path.of("../infra/jdk.sh").toAbsolutePath().normalize();

  @TempDir private Path machine;
  private final Map<String, String> environment = new TreeMap<>();
  private String onPath = "";

  @Test
  void oneJdk21DoesForAll() throws Exception {
    Path only = install("jvm/only", "21.0.4");

    assertThat(spark()).isEqualTo(found(only));
    assertThat(nessie(only)).isEqualTo(found(only));
  }

  @Test
  void aJdk17BesideALaterOneDoes() throws Exception {
    Path seventeen = install("jvm/b-17", "17.0.15");
    Path later = install("jvm/a-25", "25.0.3");

    assertThat(spark()).isEqualTo(found(seventeen));
    assertThat(nessie(seventeen)).isEqualTo(found(later));
  }

  @Test
  void aJavaHomeThatIsTooNewForSparkDoesForNessie() throws Exception {
    Path seventeen = install("jvm/17", "17.0.15");
    install("jvm/21", "21.0.4");
    Path home = install("elsewhere/25", "25");
    environment.put("JAVA_HOME", home.toString());

    assertThat(spark()).isEqualTo(found(seventeen));
    assertThat(nessie(seventeen)).isEqualTo(found(home));
  }

  @Test
  void theOneOnThePathIsTakenWhereItSuits() throws Exception {
    install("jvm/17", "17");
    Path current = install("path/21", "21.0.4");
    onPath = current.toString();

    assertThat(spark()).isEqualTo(found(current));
  }

  @Test
  void theOldestThatIsNewEnoughIsTaken() throws Exception {
    install("jvm/a-25", "25.0.3");
    Path wanted = install("jvm/b-21", "21.0.4");
    install("jvm/c-24", "24");

    assertThat(nessie(install("jvm/d-17", "17"))).isEqualTo(found(wanted));
  }

  @Test
  void theVariableWins() throws Exception {
    Path named = install("jvm/a-25", "25");
    environment.put("SLUICE_NESSIE_JAVA_HOME", named.toString());

    assertThat(nessie(install("jvm/b-21", "21"))).isEqualTo(found(named));
  }

  @Test
  void theVariableMayNotNameOneThatDoesNotDo() throws Exception {
    Path old = install("jvm/17", "17.0.1");
    Path recent = install("jvm/25", "25");
    environment.put("SLUICE_NESSIE_JAVA_HOME", old.toString());
    environment.put("SLUICE_SPARK_JAVA_HOME", recent.toString());

    assertThat(nessie(recent))
        .isEqualTo(
            "Cannot start Nessie: it needs a JDK 21 or later: SLUICE_NESSIE_JAVA_HOME="
                + old
                + "\nexit code 1\n");
    assertThat(spark())
        .isEqualTo(
            "Cannot start Spark: it needs a JDK 17 to 21: SLUICE_SPARK_JAVA_HOME="
                + recent
                + "\nexit code 1\n");
  }

  @Test
  void aJavaWithoutCompilerBuildsNothing() throws Exception {
    Path runtime = install("jvm/a-17", "17");
    Files.delete(runtime.resolve("bin/javac"));
    Path whole = install("jvm/b-17", "17");

    assertThat(spark()).isEqualTo(found(whole));
  }

  @Test
  void anInstallationOfMacOsIsFoundInItsBundle() throws Exception {
    Path home = install("jvm/temurin-21.jdk/Contents/Home", "21.0.4");

    assertThat(spark()).isEqualTo(found(home));
  }

  @Test
  void javaEightIsEightThoughItSaysOneDotEight() throws Exception {
    assertThat(shell("java_feature '" + install("jvm/old", "1.8.0_402") + "'"))
        .isEqualTo("8\nexit code 0\n");
  }

  @Test
  void oneWithoutAReleaseFileIsAskedItself() throws Exception {
    Path home = install("jvm/unknown", "21");
    Files.delete(home.resolve("release"));
    Files.writeString(
        home.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"21.0.2\" 2024-01-16' >&2\n");

    assertThat(spark()).isEqualTo(found(home));
  }

  @Test
  void whereNoneIsFoundTheMessageSaysWhereItLooked() throws Exception {
    Path old = install("jvm/a-11", "11.0.2");
    Files.createDirectories(machine.resolve("jvm/not-java"));

    assertThat(nessie(old))
        .isEqualTo(
            "Cannot start Nessie: no JDK 21 or later found: looked at JAVA_HOME, the PATH, "
                + machine.resolve("absent")
                + ", "
                + machine.resolve("jvm")
                + ": set SLUICE_NESSIE_JAVA_HOME\nexit code 1\n");
  }

  private static String found(Path home) {
    return home + "\nexit code 0\n";
  }

  private String spark() throws IOException, InterruptedException {
    return shell("spark_java_home");
  }

  private String nessie(Path sparks) throws IOException, InterruptedException {
    return shell("nessie_java_home '" + sparks + "'");
  }

  /** What the function says on a machine that has only the installations of this test. */
  private String shell(String call) throws IOException, InterruptedException {
    String folders = machine.resolve("absent") + "\n" + machine.resolve("jvm");
    String script =
        String.join(
            "\n",
            List.of(
                ". '" + SCRIPT + "'",
                "jvm_folders='" + folders + "'",
                "java_on_path() { printf '%s\\n' '" + onPath + "'; }",
                call));
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of("sh", "-euc", script)))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_HOME"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said + "exit code " + process.waitFor() + "\n";
  }

  private Path install(String name, String version) throws IOException {
    Path home = machine.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String program : List.of("java", "javac")) {
      Path file = Files.createFile(home.resolve("bin").resolve(program));
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
