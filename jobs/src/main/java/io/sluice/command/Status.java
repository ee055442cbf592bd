package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeStatus;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows where everything stands. */
@Command(
    name = "status",
    description =
        "Shows lag per Kafka partition, what is staged against what is published, the last publish"
            + " with its audit, and the references.")
public final class Status implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;
  @Mixin private KafkaOptions kafka;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Contract agreed = contract.contract();
    try (KafkaAdmin admin = KafkaAdmin.of(kafka.cluster());
        Lake opened = lake.open()) {
      LakeStatus status = LakeStatus.read(opened, agreed, admin.describe(agreed.topic()).ends());
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.write(status));
      } else {
        print(out, status);
      }
      out.flush();
      return ExitCode.DONE;
    }
  }

  private static void print(PrintWriter out, LakeStatus status) {
    out.println("Topic " + status.topic());
    out.println(
        TextTable.of(
            new String[] {"partition", "read to", "ends at", "lag", "newest event time"},
            status.lag().stream()
                .map(
                    lag ->
                        new Object[] {
                          lag.partition(), lag.readTo(), lag.endsAt(), lag.lag(), lag.newest()
                        })
                .toArray(Object[][]::new)));
    out.println("Tables");
    out.println(
        TextTable.of(
            new String[] {"table", "staged rows", "published rows"},
            status.tables().stream()
                .map(table -> new Object[] {table.table(), table.staged(), table.published()})
                .toArray(Object[][]::new)));
    out.printf(
        "Staged:    read %,d = accepted %,d + quarantined %,d + duplicate %,d%n",
        status.staged().read(),
        status.staged().accepted(),
        status.staged().quarantined(),
        status.staged().duplicate());
    out.printf(
        "Published: read %,d = accepted %,d + quarantined %,d + duplicate %,d%n",
        status.published().read(),
        status.published().accepted(),
        status.published().quarantined(),
        status.published().duplicate());
    out.println("Last publish: " + status.lastPublish());
    out.println("Last audit:   " + status.lastAudit());
    out.println("References");
    out.println(
        TextTable.of(
            new String[] {"type", "name", "hash"},
            status.references().stream()
                .map(each -> new Object[] {each.type(), each.name(), each.hash()})
                .toArray(Object[][]::new)));
  }
}
