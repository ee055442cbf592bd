package io.sluice.derive;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.sluice.failure.HaltPoint;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.StagingCommit;
import io.sluice.market.CandleTable;
import io.sluice.state.DerivedState;
import io.sluice.state.Snapshots;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Writes the changed bars to staging as one commit that says what they were computed from. Files
 * that hold a changed bar are replaced by ones without it: readers of main never meet delete files.
 */
final class CandleCommit {
  private static final Column[] KEY =
      CandleTable.KEY.stream().map(functions::col).toArray(Column[]::new);

  private final StagingCommit commit;
  private final Frozen candles;
  private final FileReader reader;

  /**
   * A commit over the bars as they are at its base.
   *
   * @param candles the table at the commit's base
   */
  CandleCommit(StagingCommit commit, Frozen candles, FileReader reader) {
    this.commit = commit;
    this.candles = candles;
    this.reader = reader;
  }

  /**
   * Commits also where no bar changed: the state itself has moved.
   *
   * @throws io.sluice.failure.ConflictException where the bars were changed since the base
   */
  CandleResult commit(String table, Dataset<Row> computed, DerivedState state) {
    Dataset<Row> changes = computed.persist();
    try {
      Map<String, Long> counts = new HashMap<>();
      changes
          .groupBy(CandleRows.CHANGE)
          .count()
          .collectAsList()
          .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
      long added = counts.getOrDefault(CandleRows.ADDED, 0L);
      long revised = counts.getOrDefault(CandleRows.REVISED, 0L);
      long removed = counts.getOrDefault(CandleRows.REMOVED, 0L);
      long repaired = counts.getOrDefault(CandleRows.REPAIRED, 0L);
      if (revised + removed + repaired > 0) {
        replace(table, changes, state);
      } else {
        append(commit.table(table), changes, added, state);
      }
      HaltPoint.reached("candles-before-commit");
      commit.commit("candles " + table, Map.of());
      return new CandleResult(true, added, revised + repaired, removed);
    } finally {
      changes.unpersist();
    }
  }

  private void append(Table bars, Dataset<Row> changes, long added, DerivedState state) {
    DerivedState next = state.withRows(Snapshots.totalRecords(bars) + added);
    if (added == 0) {
      AppendFiles nothing = bars.newAppend();
      next.toProperties().forEach(nothing::set);
      nothing.commit();
      return;
    }
    BarFiles.append(bars, sorted(changes.drop(CandleRows.CHANGE)), next.toProperties());
  }

  private void replace(String table, Dataset<Row> changes, DerivedState state) {
    Dataset<Row> changed =
        broadcast(changes.where(col(CandleRows.CHANGE).notEqual(CandleRows.ADDED)).select(KEY));
    List<FileScanTask> affected = affected(changed);
    Dataset<Row> kept =
        reader.stage(candles, affected).join(changed, keys(), "left_anti").select(columns());
    Dataset<Row> written =
        changes.where(col(CandleRows.CHANGE).notEqual(CandleRows.REMOVED)).select(columns());
    List<DataFile> files =
        commit.written(
            table, draft -> BarFiles.append(draft, sorted(kept.unionByName(written)), Map.of()));
    Table bars = commit.table(table);
    long rows =
        Snapshots.totalRecords(bars)
            - affected.stream().mapToLong(task -> task.file().recordCount()).sum()
            + files.stream().mapToLong(DataFile::recordCount).sum();
    OverwriteFiles overwrite = bars.newOverwrite();
    affected.forEach(task -> overwrite.deleteFile(task.file()));
    files.forEach(overwrite::addFile);
    state.withRows(rows).toProperties().forEach(overwrite::set);
    overwrite.commit();
  }

  /** The files that hold a bar that is to change; copies of one may lie in several. */
  private List<FileScanTask> affected(Dataset<Row> changed) {
    Row span =
        changed
            .agg(
                functions.unix_micros(functions.min("open_time")),
                functions.unix_micros(functions.max("open_time")))
            .head();
    List<FileScanTask> planned =
        FileReader.plan(
            candles,
            Expressions.and(
                Expressions.greaterThanOrEqual("open_time", span.getLong(0)),
                Expressions.lessThanOrEqual("open_time", span.getLong(1))));
    Set<String> holding =
        new HashSet<>(
            reader
                .stage(candles, planned)
                .withColumn("file", functions.input_file_name())
                .join(changed, keys(), "left_semi")
                .select("file")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList());
    return planned.stream().filter(task -> holding.contains(task.file().location())).toList();
  }

  private static scala.collection.Seq<String> keys() {
    return scala.collection.JavaConverters.asScalaBuffer(CandleTable.KEY).toSeq();
  }

  private static Column[] columns() {
    return java.util.Arrays.stream(CandleRows.SCHEMA.fieldNames())
        .map(functions::col)
        .toArray(Column[]::new);
  }

  private static Dataset<Row> sorted(Dataset<Row> bars) {
    return bars.coalesce(1).sortWithinPartitions("interval", "exchange", "symbol", "open_time");
  }
}
