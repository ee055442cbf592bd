package io.sluice.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.state.DerivedState;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Every record read is accounted for, and every row is one that was read: the cumulative counts of
 * the summaries against the tables' own totals, and the increment's rows against both.
 */
final class ConservationCheck {
  private final AuditScope scope;
  private final Dataset<Row> increment;
  private final String dataset;
  private final IngestState ingest;
  private final List<Finding> findings = new ArrayList<>();

  ConservationCheck(AuditScope scope, Dataset<Row> increment) {
    this.scope = scope;
    this.increment = increment;
    this.dataset = scope.contract().dataset();
    this.ingest = scope.cut().ingest();
  }

  List<Finding> findings() {
    IngestCounts total = ingest.counts();
    add(
        dataset,
        "rows_conserved",
        "all offsets",
        total.read(),
        total.accepted() + total.quarantined() + total.duplicate());
    add(
        dataset,
        "offsets_read",
        "all offsets",
        ingest.offsetSpan() - Math.max(0, ingest.skipped()),
        total.read());
    add(
        dataset,
        "rows_accepted",
        "table",
        Snapshots.totalRecords(scope.table(dataset)),
        total.accepted());
    Table quarantine = scope.table(scope.tables().quarantine());
    add(
        scope.tables().quarantine(),
        "rows_quarantined",
        "table",
        Snapshots.totalRecords(quarantine),
        total.quarantined());
    increment();
    scope.cut().candles().ifPresent(this::candles);
    return findings;
  }

  /** The rows themselves: as many as the counts say, no offset twice, none beyond what was read. */
  private void increment() {
    IngestState before =
        scope
            .baseline(dataset)
            .flatMap(
                id ->
                    Snapshots.newestWith(
                        scope.table(dataset),
                        scope.table(dataset).snapshot(id),
                        IngestState.OFFSETS))
            .map(IngestState::of)
            .orElse(IngestState.none(ingest.topic()));
    IngestCounts delta = ingest.counts().minus(before.counts());
    Dataset<Row> places =
        places(increment, 0).unionByName(places(scope.increment(scope.tables().quarantine()), 1));
    Row row =
        places
            .groupBy("_topic", "_kafka_partition", "_offset")
            .agg(functions.count(lit(1)).as("rows"), functions.sum("refused").as("refused_rows"))
            .agg(
                functions.coalesce(functions.sum(col("rows").minus(col("refused_rows"))), lit(0L)),
                functions.coalesce(functions.sum("refused_rows"), lit(0L)),
                functions.count(functions.when(col("rows").gt(1), lit(1))),
                functions.count(functions.when(beyond(before), lit(1))))
            .head();
    add(dataset, "rows_accepted", Finding.ALL, row.getLong(0), delta.accepted());
    add(
        scope.tables().quarantine(),
        "rows_quarantined",
        Finding.ALL,
        row.getLong(1),
        delta.quarantined());
    add(dataset, "offset_once", Finding.ALL, row.getLong(2), 0);
    add(dataset, "offset_was_read", Finding.ALL, row.getLong(3), 0);
  }

  private static Dataset<Row> places(Dataset<Row> rows, int refused) {
    return rows.select(
        col("_topic"), col("_kafka_partition"), col("_offset"), lit(refused).as("refused"));
  }

  /** Rows of a partition or offset that ingest has not read since main's state. */
  private Column beyond(IngestState before) {
    Column read = lit(false);
    for (var partition : ingest.partitions().entrySet()) {
      IngestState.PartitionState published = before.partitions().get(partition.getKey());
      long from = published == null ? partition.getValue().start() : published.end();
      read =
          read.or(
              col("_kafka_partition")
                  .equalTo(partition.getKey())
                  .and(col("_offset").geq(from))
                  .and(col("_offset").lt(partition.getValue().end())));
    }
    return functions.not(read.and(col("_topic").equalTo(ingest.topic())));
  }

  private void candles(DerivedState state) {
    add(
        scope.tables().candles().orElseThrow(),
        "bars_counted",
        "table",
        Snapshots.totalRecords(scope.table(scope.tables().candles().orElseThrow())),
        state.rows());
  }

  private void add(String table, String rule, String slice, long observed, long expected) {
    findings.add(Finding.equal(table, rule, slice, observed, expected));
  }
}
