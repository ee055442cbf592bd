package io.sluice.command;

import io.sluice.base.Durations;
import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.driver.OnShutdown;
import io.sluice.driver.Pipeline;
import io.sluice.ingest.IngestProgress;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.publish.KafkaRecords;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.OfDataset;
import io.sluice.publish.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      defaultValue = "5s",
      converter = Durations.class,
      description =
          "How often candles are built and what is staged is published, from start to start. Default: 5s.")
  private Duration publishEvery;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after so many seconds. If not set, run on.")
  private Long seconds;

  private final Map<String, OfDataset> told = new HashMap<>();
  private Optional<String> toldHeld = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    List<Contract> agreed = contract.contracts();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Run::daemon);
    Clock clock = Clock.systemUTC();
    try (KafkaAdmin kafka = ingest.connect();
        KafkaRecords records = new KafkaRecords(kafka);
        Lake opened = lake.open(agreed)) {
      opened.spark().streams().addListener(new IngestProgress(spec.commandLine().getErr()));
      Pipeline pipeline =
          new Pipeline(
              opened,
              ingest.options(kafka, agreed, false),
              new Publisher(opened, agreed, records, clock),
              publishEvery,
              this::print,
              clock);
      if (seconds != null) {
        var unused = timer.schedule(pipeline::stop, seconds, TimeUnit.SECONDS);
      }
      try (OnShutdown standby = new OnShutdown(pipeline::interrupt)) {
        pipeline.run();
        Counts.print(spec.commandLine().getOut(), opened, agreed, false);
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

  /** A failed audit is reported once; the next rounds find the same states and candidate. */
  private void print(PublishReport report) {
    List<OfDataset> news = report.datasets().stream().filter(this::isNews).toList();
    boolean held = !report.heldWhy().equals(toldHeld) && report.heldWhy().isPresent();
    toldHeld = report.heldWhy();
    if (held || !news.isEmpty()) {
      PublishPrinter.print(
          spec.commandLine(), new PublishReport(news, report.heldWhy(), report.took()), false);
    }
  }

  private boolean isNews(OfDataset dataset) {
    OfDataset last = told.put(dataset.dataset(), dataset);
    return switch (dataset.outcome()) {
      case NOTHING_NEW, HELD -> false;
      case PUBLISHED -> true;
      case AUDIT_FAILED -> last == null || !last.number().equals(dataset.number());
      case NOT_AUDITED -> last == null || last.outcome() != dataset.outcome();
    };
  }
}
