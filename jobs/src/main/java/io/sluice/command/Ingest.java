package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.driver.OnShutdown;
import io.sluice.ingest.IngestProgress;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.IngestState;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Streams a topic into the lake. */
@Command(
    name = "ingest",
    description =
        "Reads the contract's topic into its table and the quarantine, both on staging, each record"
            + " exactly once. Runs on until it is ended.")
public final class Ingest implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;
  @Mixin private IngestFlags ingest;

  @Option(
      names = "--until-caught-up",
      description = "End after the records that are on the topic now.")
  private boolean untilCaughtUp;

  @Option(names = "--json", description = "Print the counts as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Contract agreed = contract.contract();
    try (KafkaAdmin kafka = ingest.connect();
        Lake opened = lake.open(agreed)) {
      IngestQuery query =
          new IngestQuery(
              opened, agreed, ingest.options(kafka, agreed, untilCaughtUp), Clock.systemUTC());
      opened.spark().streams().addListener(new IngestProgress(spec.commandLine().getErr()));
      try (OnShutdown standby = new OnShutdown(query::stop)) {
        query.run();
      }
      IngestState.of(opened.table(agreed.dataset(), References.STAGING))
          .ifPresent(state -> Counts.print(spec.commandLine().getOut(), state.counts(), json));
      return ExitCode.DONE;
    }
  }
}
