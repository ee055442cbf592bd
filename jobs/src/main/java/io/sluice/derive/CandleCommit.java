package io.sluice.derive;

import static org.apache.spark.sql.functions.col;

import io.sluice.failure.Causes;
import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.market.CandleTable;
import io.sluice.state.DerivedState;
import io.sluice.state.Snapshots;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.functions;

/** Writes the changed bars to staging as one commit that says what they were computed from. */
final class CandleCommit {
  private static final String CHANGES_VIEW = "sluice_candle_changes";

  private final Lake lake;
  private final String table;

  CandleCommit(Lake lake, String table) {
    this.lake = lake;
    this.table = table;
  }

  /**
   * Commits also where no bar changed: the state itself has moved.
   *
   * @param base the candles' state that the changes were computed from, null for none
   * @throws ConflictException where the candles are at another state by now
   */
  CandleResult commit(Dataset<Row> computed, DerivedState state, Snapshot base) {
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
      DerivedState next =
          new DerivedState(
              state.sourceSnapshotId(),
              state.sourceHash(),
              state.closedThroughMicros(),
              // Iceberg's own count: bars that somebody else has added or removed are in it.
              (base == null ? 0 : Snapshots.totalRecords(base)) + added - removed);
      requireStill(base);
      try {
        CommitMetadata.withCommitProperties(
            next.toProperties(),
            () -> {
              write(changes, revised + removed > 0);
              return null;
            },
            RuntimeException.class);
      } catch (RuntimeException e) {
        if (Causes.has(e, ValidationException.class)) {
          throw new ConflictException(
              "Cannot build candles: somebody else has changed them meanwhile: " + e.getMessage(),
              e);
        }
        throw e;
      }
      return new CandleResult(true, added, revised, removed);
    } finally {
      changes.unpersist();
    }
  }

  /** Bars that another driver has committed meanwhile would come twice, and its state be lost. */
  private void requireStill(Snapshot base) {
    Snapshot now = lake.table(table, References.STAGING).currentSnapshot();
    if (!Objects.equals(id(now), id(base))) {
      throw new ConflictException(
          "Cannot build candles: somebody else has changed them meanwhile: snapshot %s instead of %s"
              .formatted(id(now), id(base)));
    }
  }

  private static Long id(Snapshot snapshot) {
    return snapshot == null ? null : snapshot.snapshotId();
  }

  private void write(Dataset<Row> changes, boolean merge) {
    Dataset<Row> sorted =
        changes.coalesce(1).sortWithinPartitions("interval", "exchange", "symbol", "open_time");
    if (merge) {
      merge(sorted);
    } else {
      append(sorted.drop(CandleRows.CHANGE));
    }
  }

  private void append(Dataset<Row> bars) {
    try {
      bars.writeTo(lake.name(table, References.STAGING)).option("fanout-enabled", "true").append();
    } catch (NoSuchTableException e) {
      throw new SluiceException("Cannot write candles: no such table on staging", e);
    }
  }

  private void merge(Dataset<Row> changes) {
    Row span =
        changes
            .where(col(CandleRows.CHANGE).notEqual(CandleRows.ADDED))
            .agg(
                functions.min(functions.unix_micros(col("open_time"))),
                functions.max(functions.unix_micros(col("open_time"))))
            .head();
    changes.createOrReplaceTempView(CHANGES_VIEW);
    String[] columns = CandleRows.SCHEMA.fieldNames();
    String same =
        CandleTable.KEY.stream()
            .map(column -> "t.`%s` = s.`%s`".formatted(column, column))
            .collect(Collectors.joining(" AND "));
    String set =
        Arrays.stream(columns)
            .map(column -> "t.`%s` = s.`%s`".formatted(column, column))
            .collect(Collectors.joining(", "));
    String names = Arrays.stream(columns).map("`%s`"::formatted).collect(Collectors.joining(", "));
    String values =
        Arrays.stream(columns).map("s.`%s`"::formatted).collect(Collectors.joining(", "));
    // The bounds keep files without any changed bar from being read and rewritten.
    lake.spark()
        .sql(
            """
            MERGE INTO %s t USING %s s
            ON %s AND t.open_time BETWEEN timestamp_micros(%dL) AND timestamp_micros(%dL)
            WHEN MATCHED AND s.`%s` = '%s' THEN DELETE
            WHEN MATCHED THEN UPDATE SET %s
            WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)
            """
                .formatted(
                    lake.name(table, References.STAGING),
                    CHANGES_VIEW,
                    same,
                    span.getLong(0),
                    span.getLong(1),
                    CandleRows.CHANGE,
                    CandleRows.REMOVED,
                    set,
                    names,
                    values));
    lake.spark().catalog().dropTempView(CHANGES_VIEW);
  }
}
