package io.sluice.audit;

import io.sluice.contract.EmptyBars;
import io.sluice.state.DerivedState;
import io.sluice.state.Provenance;
import io.sluice.state.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** Bars equal their trades, for every window that was closed or touched since main's state. */
final class CandleCheck {
  private static final String TOUCHED_VIEW = "sluice_audit_touched";

  private final AuditScope scope;
  private final SparkSession spark;
  private final DerivedState state;
  private final String table;

  CandleCheck(AuditScope scope) {
    this.scope = scope;
    this.spark = scope.lake().spark();
    this.table = scope.tables().candles().orElseThrow();
    this.state = scope.cut().candles().orElseThrow();
  }

  List<Finding> findings() {
    long through = state.closedThroughMicros();
    if (through == Long.MIN_VALUE) {
      return List.of(Finding.none(table, "bars_equal_trades", "no closed window", 0));
    }
    spark
        .udf()
        .register(
            CandleRecomputation.PRODUCT, new ExactProduct(), DataTypes.createDecimalType(38, 18));
    spark.udf().register(CandleRecomputation.WINDOWS, new CalendarWindows(), CalendarWindows.TYPE);
    spark.udf().register(CandleRecomputation.VWAP, new VwapHolds(), DataTypes.BooleanType);
    boolean flat = scope.contract().candles().orElseThrow().emptyBars() == EmptyBars.FLAT;
    long from = publishedThrough();
    String trades = scope.name(scope.contract().dataset());
    Dataset<Row> touched = touched(trades, from, through).persist();
    touched.createOrReplaceTempView(TOUCHED_VIEW);
    try {
      Row earliest = touched.agg(org.apache.spark.sql.functions.min("minute")).head();
      CandleRecomputation recomputation =
          new CandleRecomputation(
              trades,
              scope.name(table),
              TOUCHED_VIEW,
              from,
              through,
              earliest.isNullAt(0) ? from : Math.min(from, earliest.getLong(0)),
              flat);
      List<Finding> findings = new ArrayList<>();
      findings.addAll(differing("bars_equal_trades", recomputation.all()));
      if (flat) {
        findings.addAll(differing("empty_bars_flat", recomputation.flats()));
      }
      return findings;
    } finally {
      spark.catalog().dropTempView(TOUCHED_VIEW);
      touched.unpersist();
    }
  }

  /**
   * Up to when the bars on main were closed; from the beginning where somebody else has written to
   * the bars since, as that may have changed any of them.
   */
  private long publishedThrough() {
    Table candles = scope.table(table);
    Long baseline = scope.baseline(table).orElse(null);
    if (Provenance.newestForeign(
            candles, baseline, scope.cut().snapshot(table), DerivedState.SOURCE_SNAPSHOT)
        .isPresent()) {
      return Long.MIN_VALUE;
    }
    return scope
        .baseline(table)
        .flatMap(
            id -> Snapshots.newestWith(candles, candles.snapshot(id), DerivedState.SOURCE_SNAPSHOT))
        .map(snapshot -> DerivedState.of(snapshot).closedThroughMicros())
        .orElse(Long.MIN_VALUE);
  }

  /** The closed minutes with trades that main does not have, and those closed since. */
  private Dataset<Row> touched(String trades, long from, long through) {
    return spark.sql(CandleRecomputation.touched(trades, Audit.INCREMENT_VIEW, from, through));
  }

  private List<Finding> differing(String rule, String sql) {
    List<Finding> findings = new ArrayList<>();
    for (Row row :
        spark.sql(CandleRecomputation.byIntervalAndSymbol(sql, Slices.MOST)).collectAsList()) {
      findings.add(
          Finding.of(
              table,
              rule,
              row.getString(0)
                  + " exchange="
                  + row.getString(1)
                  + ", symbol="
                  + row.getString(2)
                  + ", open_time "
                  + Slices.time(row.getLong(4))
                  + " to "
                  + Slices.time(row.getLong(5)),
              row.getLong(3) + " bars differ",
              "= 0",
              false));
    }
    return findings.isEmpty() ? List.of(Finding.none(table, rule, Finding.ALL, 0)) : findings;
  }
}
