package io.sluice.audit;

import io.sluice.state.DerivedState;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Nothing that main has is missing or changed: no offset and no count goes back, and the rows of
 * files that are gone are in others, each as often as before. Bars may change with their trades:
 * {@link BarsEqualTrades} looks at those.
 */
final class PublishedKept implements Check {
  static final String RULE = "published_kept";

  @Override
  public List<Finding> findings(AuditScope scope) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(offsets(scope));
    findings.add(counts(scope));
    findings.addAll(rows(scope, scope.tables().rows()));
    findings.addAll(rows(scope, scope.tables().quarantine()));
    scope.candles().ifPresent(state -> findings.add(bars(scope, state)));
    return findings;
  }

  private static List<Finding> offsets(AuditScope scope) {
    String table = scope.tables().rows();
    IngestState before = scope.publishedIngest();
    IngestState now = scope.ingest();
    List<Finding> findings = new ArrayList<>();
    if (!before.partitions().isEmpty() && !before.topic().equals(now.topic())) {
      findings.add(Finding.of(table, RULE, "topic", now.topic(), "= " + before.topic(), false));
    }
    before
        .partitions()
        .forEach(
            (partition, state) -> {
              IngestState.PartitionState reached = now.partitions().get(partition);
              if (reached == null || reached.end() < state.end()) {
                findings.add(
                    Finding.of(
                        table,
                        RULE,
                        "offsets of partition " + partition,
                        reached == null ? "none" : reached.end(),
                        ">= " + state.end(),
                        false));
              }
            });
    return findings.isEmpty()
        ? List.of(Finding.of(table, RULE, "offsets", "0 partitions behind main", "= 0", true))
        : findings;
  }

  private static Finding counts(AuditScope scope) {
    IngestCounts delta = scope.ingest().counts().minus(scope.publishedIngest().counts());
    Map<String, Long> all =
        Map.of(
            "read", delta.read(),
            "accepted", delta.accepted(),
            "quarantined", delta.quarantined(),
            "duplicate", delta.duplicate());
    List<String> back =
        all.entrySet().stream()
            .filter(each -> each.getValue() < 0)
            .map(each -> each.getKey() + " " + each.getValue())
            .sorted()
            .toList();
    return Finding.of(
        scope.tables().rows(),
        RULE,
        "counts",
        back.isEmpty() ? "0 counts behind main" : String.join(", ", back),
        ">= 0 since main",
        back.isEmpty());
  }

  private static List<Finding> rows(AuditScope scope, String table) {
    if (scope.rewrite(table).unequal().isEmpty()) {
      return List.of(Finding.of(table, RULE, "rows", "0 rows missing or changed", "= 0", true));
    }
    // The second pass: which ones.
    Dataset<Row> missing = scope.removed(table).drop("headers");
    missing = missing.exceptAll(Rewrite.written(scope, table).drop("headers"));
    List<Finding> findings = new ArrayList<>();
    for (Slices.Slice slice : Slices.of(scope.contract(), table).of(missing)) {
      findings.add(
          Finding.of(
              table, RULE, slice.text(), slice.rows() + " rows missing or changed", "= 0", false));
    }
    // Where nothing is missing there is something more, or the headers differ.
    return findings.isEmpty()
        ? List.of(
            Finding.of(
                table,
                RULE,
                "rows",
                "rows of main's offsets that main does not have",
                "= 0",
                false))
        : findings;
  }

  private static Finding bars(AuditScope scope, DerivedState state) {
    long before =
        scope.publishedCandles().map(DerivedState::closedThroughMicros).orElse(Long.MIN_VALUE);
    return Finding.of(
        scope.tables().candles().orElseThrow(),
        RULE,
        "closed through",
        through(state.closedThroughMicros()),
        ">= " + through(before),
        state.closedThroughMicros() >= before);
  }

  private static String through(long micros) {
    return Optional.of(micros)
        .filter(each -> each != Long.MIN_VALUE)
        .map(Slices::time)
        .orElse("nothing");
  }
}
