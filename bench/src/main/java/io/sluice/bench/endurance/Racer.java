package io.sluice.bench.endurance;

import io.sluice.bench.BenchStack;
import io.sluice.bench.ShippedContract;
import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.publish.Publisher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A publisher in a process of its own: publishes once for each line that it is sent. */
final class Racer implements AutoCloseable {
  private static final String ANSWER = "racer: ";
  private static final String FASTER = "ANOTHER_WAS_FASTER";

  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private Racer(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts the process; the lake is handed on in its environment. */
  static Racer start(BenchStack stack, String name) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-D"))
        .forEach(command::add);
    command.addAll(
        List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), Racer.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(stack.environment());
    builder.redirectError(stack.folder().resolve("racer-" + name + ".log").toFile());
    return new Racer(builder.start());
  }

  /** Tells it to publish now. */
  void go() throws IOException {
    commands.write("go\n");
    commands.flush();
  }

  /** Waits for what became of it; empty: another publisher was faster. */
  Optional<Outcome> result() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(ANSWER)) {
        String answer = line.substring(ANSWER.length());
        return answer.equals(FASTER) ? Optional.empty() : Optional.of(Outcome.valueOf(answer));
      }
    }
    throw new IllegalStateException("Cannot race: a publisher has ended: see its log");
  }

  @Override
  public void close() throws IOException {
    commands.close();
    process.destroy();
  }

  /** Empty: another publisher was faster. */
  static Optional<Outcome> publish(Publisher publisher) {
    try {
      PublishReport report = publisher.publish();
      report.failures().forEach(finding -> System.err.println("failed: " + finding));
      report.datasets().forEach(each -> each.error().ifPresent(Throwable::printStackTrace));
      return Optional.of(report.outcome());
    } catch (ConflictException e) {
      return Optional.empty();
    }
  }

  private static LakeConfig lake(Map<String, String> environment) {
    return new LakeConfig(
        environment.get("SLUICE_NESSIE_URI"),
        "s3://sluice/warehouse",
        environment.get("SLUICE_S3_ENDPOINT"),
        "us-east-1",
        environment.get("SLUICE_S3_ACCESS_KEY"),
        environment.get("SLUICE_S3_SECRET_KEY"),
        "market");
  }

  /** The process. */
  public static void main(String[] arguments) {
    Contract contract = ShippedContract.trades();
    try (Lake lake =
            Lake.open(
                lake(System.getenv()),
                References.MAIN,
                Map.of("spark.master", "local[1]", "spark.sql.shuffle.partitions", "1"));
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      Publisher publisher = new Publisher(lake, contract, Clock.systemUTC());
      while (commands.readLine() != null) {
        System.out.println(ANSWER + publish(publisher).map(Enum::name).orElse(FASTER));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot race: " + e.getMessage(), e);
    }
  }
}
