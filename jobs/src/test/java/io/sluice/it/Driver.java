package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.failure.HaltPoint;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A verb in a process of its own, as the launcher starts it: one that can be killed. */
final class Driver implements AutoCloseable {
  private final Process process;
  private final Path log;

  private Driver(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts the verb for a market, with its contract and namespace. */
  static Driver start(Market market, Map<String, String> variables, String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(
        List.of(
            "--contract",
            market.contractFile().toString(),
            "--namespace",
            market.lake().config().namespace()));
    return start(words, variables);
  }

  /** Starts a verb on the shared stack; variables win over those of the stack. */
  static Driver start(List<String> words, Map<String, String> variables) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@jvm.options",
                "@quick.options",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sluice.Sluice"));
    command.addAll(words);
    try {
      Path log = Files.createTempFile(SharedStack.home(), words.get(0), ".log");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(Verb.environment());
      builder.environment().putAll(variables);
      builder.redirectErrorStream(true);
      builder.redirectInput(new File("/dev/null"));
      builder.redirectOutput(log.toFile());
      return new Driver(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the verb until it is killed at a halt point, and nowhere else. */
  static void killedAt(String point, Market market, String... arguments) {
    try (Driver driver = start(market, Map.of(HaltPoint.VARIABLE, point), arguments)) {
      assertThat(driver.exitCode()).as(driver::log).isEqualTo(HaltPoint.EXIT_CODE);
      assertThat(driver.log()).contains("Halted at " + point);
    }
  }

  /** What the verb ends with. */
  int exitCode() {
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(this::log).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end, as Ctrl-C does. */
  void stop() {
    process.destroy();
  }

  /** What it has printed. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
