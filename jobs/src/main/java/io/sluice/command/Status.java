package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeStatus;
import io.sluice.lake.LakeStatus.LastAudit;
import io.sluice.lake.LakeStatus.LastPublish;
import io.sluice.lake.LakeStatus.OfDataset;
import io.sluice.state.IngestCounts;
import io.sluice.state.PublishNumbers;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    List<Contract> agreed = contract.contracts();
    try (KafkaAdmin admin = KafkaAdmin.of(kafka.cluster());
        Lake opened = lake.open()) {
      Map<Contract, Map<Integer, Long>> ends = new LinkedHashMap<>();
      agreed.forEach(each -> ends.put(each, admin.describe(each.topic()).ends()));
      LakeStatus status = LakeStatus.read(opened, ends);
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
    status.datasets().forEach(dataset -> print(out, dataset));
    LastPublish publish = status.lastPublish();
    out.println(
        "Last publish: "
            + (publish == null
                ? "none"
                : "%s at %s, %s"
                    .formatted(
                        PublishNumbers.tag(publish.number()), publish.at(), publish.hash())));
    LastAudit audit = status.lastAudit();
    out.println(
        "Last audit:   "
            + (audit == null
                ? "none"
                : "%s of %s at %s: %d checks passed, %d failed, %d not checked"
                    .formatted(
                        audit.auditId(),
                        PublishNumbers.candidate(audit.number()),
                        audit.at(),
                        audit.passed(),
                        audit.failed(),
                        audit.notChecked())));
    out.println("References");
    out.println(
        TextTable.of(
            new String[] {"type", "name", "hash"},
            status.references().stream()
                .map(each -> new Object[] {each.type(), each.name(), each.hash()})
                .toArray(Object[][]::new)));
  }

  private static void print(PrintWriter out, OfDataset dataset) {
    out.printf("Dataset %s, topic %s%n", dataset.dataset(), dataset.topic());
    out.println(
        TextTable.of(
            new String[] {"partition", "read to", "ends at", "lag", "newest event time"},
            dataset.lag().stream()
                .map(
                    lag ->
                        new Object[] {
                          lag.partition(),
                          lag.readTo(),
                          lag.endsAt(),
                          lag.lag(),
                          lag.newest() == null ? "" : lag.newest()
                        })
                .toArray(Object[][]::new)));
    out.println(
        TextTable.of(
            new String[] {"table", "staged rows", "published rows"},
            dataset.tables().stream()
                .map(table -> new Object[] {table.table(), table.staged(), table.published()})
                .toArray(Object[][]::new)));
    print(out, "Staged:    ", dataset.staged());
    print(out, "Published: ", dataset.published());
  }

  private static void print(PrintWriter out, String what, IngestCounts counts) {
    out.print(what);
    Counts.print(out, counts);
  }
}
