package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.driver.OnShutdown;
import io.sluice.driver.SideBySide;
import io.sluice.ingest.IngestProgress;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        "Reads the topic of each contract into its table and its quarantine, both on staging, each"
            + " record exactly once. Runs on until it is ended.")
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
    List<Contract> agreed = contract.contracts();
    try (KafkaAdmin kafka = ingest.connect();
        Lake opened = lake.open(agreed)) {
      Map<String, IngestQuery> queries = new LinkedHashMap<>();
      ingest
          .options(kafka, agreed, untilCaughtUp)
          .forEach(
              (each, options) ->
                  queries.put(
                      each.dataset(), new IngestQuery(opened, each, options, Clock.systemUTC())));
      opened.spark().streams().addListener(new IngestProgress(spec.commandLine().getErr()));
      SideBySide all = new SideBySide(queries);
      try (OnShutdown standby = new OnShutdown(all::stop)) {
        all.run();
      }
      Counts.print(spec.commandLine().getOut(), opened, agreed, json);
      return ExitCode.DONE;
    }
  }
}
