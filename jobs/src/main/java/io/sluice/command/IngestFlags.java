package io.sluice.command;

import io.sluice.base.Durations;
import io.sluice.contract.Contract;
import io.sluice.ingest.IngestOptions;
import io.sluice.kafka.KafkaAdmin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How records are read from Kafka. */
final class IngestFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--checkpoint",
      paramLabel = "URI",
      description =
          "Where the query keeps its offset log. If not set, .sluice/checkpoints/DATASET-ingest"
              + " below --home. Where it is lost, ingest goes on from the offsets in the table.")
  private String checkpoint;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Folder that holds .sluice. Default: the current one.")
  private Path home;

  @Option(
      names = "--max-offsets-per-trigger",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Most records of one micro-batch. Default: ${DEFAULT-VALUE}.")
  private long maxOffsetsPerTrigger;

  @Option(
      names = "--trigger-interval",
      paramLabel = "DURATION",
      defaultValue = "2s",
      converter = Durations.class,
      description = "How often a micro-batch starts, such as 500ms, 2s, 1m. Default: 2s.")
  private Duration triggerInterval;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "kafka",
      description = "Name of the Kafka cluster, kept with each row. Default: ${DEFAULT-VALUE}.")
  private String source;

  /** The driver's admin client, to be closed at its end. */
  KafkaAdmin connect() {
    return KafkaAdmin.of(kafka.cluster());
  }

  IngestOptions options(KafkaAdmin admin, Contract contract, boolean untilCaughtUp) {
    if (maxOffsetsPerTrigger < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use --max-offsets-per-trigger: must be 1 at least: " + maxOffsetsPerTrigger);
    }
    return new IngestOptions(
        admin, source, checkpoint(contract), maxOffsetsPerTrigger, triggerInterval, untilCaughtUp);
  }

  /** How each of several datasets is ingested; each has a checkpoint of its own. */
  Map<Contract, IngestOptions> options(
      KafkaAdmin admin, List<Contract> contracts, boolean untilCaughtUp) {
    Map<Contract, IngestOptions> all = new LinkedHashMap<>();
    for (Contract contract : contracts) {
      IngestOptions options = options(admin, contract, untilCaughtUp);
      all.put(
          contract,
          checkpoint == null || contracts.size() == 1
              ? options
              : options.withCheckpoint(checkpoint + "/" + contract.dataset() + "-ingest"));
    }
    return all;
  }

  private String checkpoint(Contract contract) {
    if (checkpoint != null) {
      return checkpoint;
    }
    return home.toAbsolutePath()
        .normalize()
        .resolve(".sluice/checkpoints/" + contract.dataset() + "-ingest")
        .toUri()
        .toString();
  }
}
