package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A verb that ran in a process of its own, against the shared stack. */
record VerbProcess(int exitCode, String out, String err) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Path VENV = ROOT.resolve(".venv");

  /** The program and its arguments up to the verb. */
  static List<String> sparkSubmit(String... options) {
    List<String> command = new ArrayList<>(List.of(inVenv("bin/spark-submit").toString()));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "--class", "io.sluice.Sluice", ROOT.resolve("jobs/target/sluice-jobs.jar").toString()));
    return command;
  }

  /** Where pyspark has put Spark. */
  static Path sparkHome() throws IOException {
    try (var versions = Files.newDirectoryStream(inVenv("lib"), "python3*")) {
      return versions.iterator().next().resolve("site-packages/pyspark");
    }
  }

  private static Path inVenv(String path) {
    Assumptions.assumeTrue(Files.exists(VENV), "no .venv with pyspark: run make test");
    return VENV.resolve(path);
  }

  /** Runs a program in a folder, which is also the home of its checkpoints. */
  static VerbProcess run(Path folder, List<String> words, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "verb", ".out");
    Path err = Files.createTempFile(folder, "verb", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(Verb.environment());
    builder.environment().put("SLUICE_HOME", folder.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // As in an activated virtual environment: spark-submit asks python3 where Spark is.
    builder
        .environment()
        .merge("PATH", VENV.resolve("bin").toString(), (path, venv) -> venv + ":" + path);
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new VerbProcess(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The contract of trades on a topic of this name, in the folder. */
  static Path contract(Path folder, String topic) throws IOException {
    Path contract = folder.resolve(topic + ".yaml");
    Files.writeString(
        contract,
        Files.readString(ROOT.resolve("contracts/trades.yaml"))
            .replaceFirst("(property: topic\\s+value: )trades", "$1" + topic));
    return contract;
  }
}
