package io.sluice.command;

import io.sluice.base.Durations;
import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.driver.OnShutdown;
import io.sluice.driver.Pipeline;
import io.sluice.ingest.IngestProgress;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.publish.PublishReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything in one driver. */
@Command(
    name = "run",
    description =
        "Runs ingest, build-candles and publish in one driver until it is ended. A failed audit is"
            + " reported and does not stop the run: ingest goes on, main stays where it is.")
public final class Run implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;
  @Mixin private IngestFlags ingest;

  @Option(
      names = "--publish-every",
      paramLabel = "DURATION",
      defaultValue = "10s",
      converter = Durations.class,
      description = "How often candles are built and what is staged is published. Default: 10s.")
  private Duration publishEvery;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after so many seconds. If not set, run on.")
  private Long seconds;

  private OptionalLong lastTold = OptionalLong.empty();

  @Override
  public Integer call() throws InterruptedException {
    Contract agreed = contract.contract();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Run::daemon);
    try (KafkaAdmin kafka = ingest.connect();
        Lake opened = lake.open()) {
      opened.spark().streams().addListener(new IngestProgress(spec.commandLine().getErr()));
      Pipeline pipeline =
          new Pipeline(
              opened, agreed, ingest.options(kafka, agreed, false), publishEvery, this::print);
      if (seconds != null) {
        var unused = timer.schedule(pipeline::stop, seconds, TimeUnit.SECONDS);
      }
      try (OnShutdown standby = new OnShutdown(pipeline::stop)) {
        pipeline.run();
      }
      return ExitCode.DONE;
    } finally {
      timer.shutdownNow();
    }
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "timer");
    thread.setDaemon(true);
    return thread;
  }

  /** A failed audit is told once; the next rounds find the same states and the same candidate. */
  private void print(PublishReport report) {
    boolean told = report.number().equals(lastTold);
    lastTold = report.number();
    if (report.outcome() != PublishReport.Outcome.NOTHING_NEW && !told) {
      PrintWriter out = spec.commandLine().getOut();
      PublishPrinter.print(spec.commandLine(), report, false);
      out.flush();
    }
  }
}
