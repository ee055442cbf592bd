package io.sluice.derive;

import io.sluice.lake.FileDiff;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.market.TradeColumns;
import io.sluice.state.DerivedState;
import io.sluice.state.Snapshots;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What has changed in a table of trades since the bars were last computed from it.
 *
 * @param added trades that were not there; those that a compaction wrote again are not among them
 * @param removed trades that are gone, as after a rollback or a DELETE; empty where none can be
 */
record TradeChanges(Dataset<Row> added, Optional<Dataset<Row>> removed) {
  private static final Set<String> HARMLESS = Set.of(DataOperations.APPEND, DataOperations.REPLACE);

  /** What the bars depend on. */
  private static final Column[] COLUMNS =
      List.of(
              TradeColumns.EXCHANGE,
              TradeColumns.SYMBOL,
              TradeColumns.EVENT_TIME,
              TradeColumns.PRICE,
              TradeColumns.QUANTITY,
              TradeColumns.SIDE,
              TradeColumns.SEQUENCE,
              "_kafka_partition",
              "_offset")
          .stream()
          .map(functions::col)
          .toArray(Column[]::new);

  /**
   * Compares the trades with those that the bars equal. Where all commits between the two are known
   * and only added or rewrote rows, the appended files are read; else the files in which both
   * states differ.
   */
  static TradeChanges since(
      DerivedState last, Lake lake, String dataset, Frozen trades, FileReader reader) {
    if (appendedSince(last.sourceSnapshotId(), trades.table())) {
      return new TradeChanges(
          lake.spark()
              .read()
              .option(SparkReadOptions.START_SNAPSHOT_ID, last.sourceSnapshotId())
              .option(
                  SparkReadOptions.END_SNAPSHOT_ID, trades.table().currentSnapshot().snapshotId())
              .format("iceberg")
              .load(trades.name())
              .select(COLUMNS),
          Optional.empty());
    }
    Frozen before = lake.frozen(dataset, References.STAGING, last.sourceHash());
    FileDiff diff = FileDiff.between(Optional.of(before.table()), trades.table());
    Dataset<Row> onlyNow = reader.read(trades, diff.added()).select(COLUMNS);
    Dataset<Row> onlyBefore = reader.read(before, diff.removed()).select(COLUMNS);
    return diff.removed().isEmpty()
        ? new TradeChanges(onlyNow, Optional.empty())
        : new TradeChanges(
            onlyNow.exceptAll(onlyBefore), Optional.of(onlyBefore.exceptAll(onlyNow)));
  }

  private static boolean appendedSince(long snapshotId, Table trades) {
    List<Snapshot> after =
        Snapshots.ancestors(trades.currentSnapshot(), trades::snapshot)
            .takeWhile(snapshot -> snapshot.snapshotId() != snapshotId)
            .toList();
    boolean reached =
        !after.isEmpty()
            && Long.valueOf(snapshotId).equals(after.get(after.size() - 1).parentId())
            && trades.snapshot(snapshotId) != null;
    return reached && after.stream().map(Snapshot::operation).allMatch(HARMLESS::contains);
  }
}
