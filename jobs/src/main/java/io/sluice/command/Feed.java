package io.sluice.command;

import io.sluice.contract.Contract;
import io.sluice.driver.OnShutdown;
import io.sluice.feed.FeedFormat;
import io.sluice.feed.FeedInput;
import io.sluice.feed.FeedPlan;
import io.sluice.feed.Progress;
import io.sluice.feed.RecordSource;
import io.sluice.feed.TerminalProgress;
import io.sluice.feed.TopicFeeder;
import io.sluice.feed.Topics;
import io.sluice.feed.UnfitInputException;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts records on a Kafka topic. */
@Command(
    name = "feed",
    description =
        "Puts a file's records, those of standard input or generated trades on a Kafka topic.")
public final class Feed implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private KafkaOptions kafka;
  @Mixin private PaceOptions pace;
  @Mixin private GeneratorOptions generator;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|-",
      description = "CSV with a header or JSON lines, plain or gzip; - reads standard input.")
  private String file;

  @Option(
      names = "--topic",
      paramLabel = "NAME",
      description = "Where the records go. If not set, the contract's topic.")
  private String topic;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Partitions of the topic if it has to be created; an existing one is left as it is."
              + " Default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl",
      description = "How the file is written. If not set, as its name says or its content looks.")
  private String format;

  @Option(
      names = "--map",
      paramLabel = "FIELD=COLUMN",
      split = ",",
      description =
          "The file's column for a field of the record, where it has another name; several with"
              + " commas between, such as quantity=qty,event_time=event_time_ms.")
  private Map<String, String> columns = Map.of();

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    requireOptionsThatFit();
    Contract agreed = contract.contract();
    KafkaCluster cluster = kafka.cluster();
    String target = topic == null ? agreed.topic() : topic;
    try {
      Optional<TradeGenerator> trades = generated(agreed);
      try (RecordSource source =
          trades.isPresent() ? new GeneratedRecords(trades.get()) : opened(agreed)) {
        FeedReport report = new FeedReport(spec.commandLine(), json, source, trades);
        report.printLeftOut(agreed.dataset());
        Topics.ensure(cluster, target, partitions);
        return feed(cluster, target, source, report);
      }
    } catch (UnfitInputException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int feed(KafkaCluster cluster, String target, RecordSource source, FeedReport report) {
    Progress progress = TerminalProgress.of(total(), spec.commandLine().getErr());
    try (TopicFeeder feeder =
            TopicFeeder.connect(cluster, target, pace.pace(rate()), pace.limits(), progress);
        OnShutdown standby = new OnShutdown(feeder::stop, () -> report.finish(feeder))) {
      try (progress) {
        feeder.feed(source);
      }

      return report.finish(feeder);
    }
  }

  private void requireOptionsThatFit() {
    List<String> problems = pace.problems();
    if ((file != null) == generator.generate) {
      problems.add(
          "either FILE or --generate is needed" + (file == null ? "" : ", not both: " + file));
    }

    if (!generator.generate && pace.rate != null && pace.speed != null) {
      problems.add("a file goes by --rate or by --speed, not both: " + pace.speed);
    }

    if (partitions < 1) {
      problems.add("--partitions must be 1 at least: " + partitions);
    }

    if (!problems.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Cannot feed: " + String.join("; ", problems));
    }
  }

  private Optional<TradeGenerator> generated(Contract agreed) {
    if (!generator.generate) {
      return Optional.empty();
    }

    try {
      return Optional.of(
          new TradeGenerator(
              generator.settings(
                  agreed.lateness(),
                  rate(),
                  pace.speed,
                  pace.time(),
                  Clock.systemUTC().instant())));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private RecordSource opened(Contract agreed) {
    FeedPlan plan = new FeedPlan(agreed, columns, pace.speed != null);
    Optional<FeedFormat> wanted = Optional.ofNullable(format).map(FeedFormat::ofOption);
    return file.equals("-")
        ? FeedInput.open("standard input", System.in, wanted, plan)
        : FeedInput.open(Path.of(file), wanted, plan);
  }

  private Double rate() {
    return generator.generate ? generator.rate(pace.rate, pace.speed) : pace.rate;
  }

  private long total() {
    if (pace.limit != null) {
      return pace.limit;
    }

    return generator.generate && generator.count != null ? generator.count : -1;
  }
}
