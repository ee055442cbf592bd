package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.driver.OnShutdown;
import io.sluice.driver.Pipeline;
import io.sluice.feed.Topics;
import io.sluice.ingest.IngestProgress;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.publish.KafkaRecords;
import io.sluice.publish.Publisher;
import io.sluice.state.IngestState;
import io.sluice.state.Micros;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows everything at once. */
@Command(
    name = "demo",
    description =
        "Creates the lake, feeds generated trades (20 symbols, some late, doubled, malformed) and"
            + " runs ingest, candles and publish; ends with the latest candles, the counts and the"
            + " last publishes. Exit code 0 only if something was published and everything read is"
            + " accounted for.")
public final class Demo implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;
  @Mixin private IngestFlags ingest;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long trades are fed. Default: ${DEFAULT-VALUE}.")
  private long seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Trades a second. Default: ${DEFAULT-VALUE}.")
  private long rate;

  @Option(
      names = "--started-millis",
      hidden = true,
      description = "When the person started it: the launcher says.")
  private Long startedMillis;

  @Override
  public Integer call() throws InterruptedException {
    Clock clock = Clock.systemUTC();
    Contract agreed = contract.contract();
    try (KafkaAdmin kafka = ingest.connect();
        KafkaRecords records = new KafkaRecords(kafka);
        Lake opened = lake.open()) {
      Topics.ensure(kafka.cluster(), agreed.topic(), 4);
      new LakeInit(opened).init(agreed);
      opened.spark().streams().addListener(new IngestProgress(spec.commandLine().getErr()));
      DemoReport report =
          new DemoReport(
              spec.commandLine(),
              opened,
              agreed,
              startedMillis == null ? clock.millis() : startedMillis);
      Pipeline pipeline =
          new Pipeline(
              opened,
              agreed,
              ingest.options(kafka, agreed, false),
              new Publisher(opened, List.of(agreed), records, clock),
              Duration.ofSeconds(5),
              report::published);
      DemoFeed feed =
          new DemoFeed(kafka.cluster(), agreed, rate, seconds, newest(opened, agreed), clock);
      Runnable stop =
          () -> {
            feed.stop();
            report.cancel();
            pipeline.stop();
          };
      try (OnShutdown standby = new OnShutdown(stop)) {
        feed.start(
            () -> {
              report.awaitReadAll(kafka);
              pipeline.stop();
            });
        pipeline.run();
        pipeline.finish();
      }
      return report.print() ? ExitCode.DONE : ExitCode.OTHER;
    }
  }

  /** The newest event time that an earlier demo left. */
  private static Instant newest(Lake lake, Contract contract) {
    return IngestState.of(lake.table(contract.dataset(), References.STAGING))
        .flatMap(IngestState::newestMicros)
        .map(Micros::instant)
        .orElse(Instant.EPOCH);
  }
}
