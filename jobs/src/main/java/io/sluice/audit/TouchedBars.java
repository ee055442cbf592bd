package io.sluice.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.unix_micros;

import io.sluice.contract.Contract;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The windows whose bars are in question: those with trades that are new, gone or changed, those
 * that were closed since main's state, and those of bars that are not as main has them.
 */
final class TouchedBars implements AutoCloseable {
  static final String VIEW = "sluice_audit_touched";

  private static final String MINUTES_VIEW = "sluice_audit_minutes";
  private static final long MINUTE = 60_000_000L;

  private final AuditScope scope;
  private final SparkSession spark;
  private final String candles;
  private final long from;
  private final long through;
  private final Dataset<Row> touched;
  private final DayRanges minutes = new DayRanges();
  private final Map<String, DayRanges> bars = new TreeMap<>();

  /**
   * Finds them.
   *
   * @param from up to when main's bars are closed, µs since the epoch
   * @param through up to when the candidate's are
   */
  TouchedBars(AuditScope scope, long from, long through) {
    this.scope = scope;
    this.spark = scope.spark();
    this.candles = scope.tables().candles().orElseThrow();
    this.from = from;
    this.through = through;
    Dataset<Row> all = ofTrades().union(ofBars()).distinct();
    this.touched = all.persist();
    touched.createOrReplaceTempView(VIEW);
    ranges();
  }

  private Dataset<Row> ofTrades() {
    String dataset = scope.tables().rows();
    Dataset<Row> trades = places(scope.increment(dataset));
    if (!scope.rewrite(dataset).unequal().isEmpty()) {
      trades =
          trades
              .union(places(scope.removed(dataset)))
              .union(places(Rewrite.written(scope, dataset)));
    }
    if (scope.published(dataset).isPresent()) {
      trades = trades.union(places(closedSince()));
    }
    trades.createOrReplaceTempView(MINUTES_VIEW);
    Dataset<Row> found = spark.sql(CandleRecomputation.minutesOf(MINUTES_VIEW, through));
    found.createOrReplaceTempView(MINUTES_VIEW);
    return spark.sql(CandleRecomputation.windowsOf(MINUTES_VIEW));
  }

  private static Dataset<Row> places(Dataset<Row> trades) {
    return trades.select("exchange", "symbol", "event_time");
  }

  /** Main's trades in windows that were open on main. */
  private Dataset<Row> closedSince() {
    Frozen main = scope.published(scope.tables().rows()).orElseThrow();
    String time = scope.contract().eventTime();
    Expression since =
        Expressions.and(
            from == Long.MIN_VALUE
                ? Expressions.alwaysTrue()
                : Expressions.greaterThanOrEqual(time, from),
            Expressions.lessThan(time, through));
    return scope
        .reader()
        .stage(main, FileReader.plan(main, since))
        .where("event_time >= " + CandleRecomputation.time(from));
  }

  /** Bars that only one of both states has, or has otherwise. */
  private Dataset<Row> ofBars() {
    Dataset<Row> added = scope.added(candles);
    Dataset<Row> changed = added;
    if (!scope.diff(candles).removed().isEmpty()) {
      Dataset<Row> removed = scope.removed(candles);
      changed = added.exceptAll(removed).union(removed.exceptAll(added));
    }
    return changed.select(
        col("exchange"), col("symbol"), col("interval"), unix_micros(col("open_time")));
  }

  /** The days of all this: small, however many bars there are. */
  private void ranges() {
    for (Row row :
        spark
            .sql(
                """
                SELECT DISTINCT interval, IF(interval IN ('1w', '1mo'), open_micros,
                       open_micros - pmod(open_micros, 86400000000L)) AS open
                FROM %s
                """
                    .formatted(VIEW))
            .collectAsList()) {
      add(row.getString(0), row.getLong(1));
    }
    if (from != Long.MIN_VALUE && from < through) {
      bars("1m").add(from, through - 1);
      for (Row window : new CalendarWindows().call(from)) {
        bars(window.getString(0)).add(window.getLong(2), through - 1);
        bars(window.getString(1)).add(window.getLong(2), through - 1);
      }
    }
  }

  private void add(String interval, long open) {
    if (interval.equals("1m")) {
      minutes.add(open, open);
      // A flat bar shows the bar before it.
      bars("1m").add(open - MINUTE, open + 86_400_000_000L);
      return;
    }
    bars(interval).add(open, open);
    for (Row window : new CalendarWindows().call(open)) {
      if (window.getString(0).equals(interval)) {
        bars(window.getString(1)).add(window.getLong(2), Math.max(window.getLong(3), open + 1) - 1);
      }
    }
  }

  private DayRanges bars(String interval) {
    return bars.computeIfAbsent(interval, each -> new DayRanges());
  }

  DayRanges minuteBarDays() {
    return bars("1m");
  }

  boolean isEmpty() {
    return minutes.isEmpty() && bars.values().stream().allMatch(DayRanges::isEmpty);
  }

  /** The candidate's trades on the days of the minutes in question. */
  Dataset<Row> trades() {
    Contract contract = scope.contract();
    Frozen trades = scope.candidate(contract.dataset());
    List<FileScanTask> files = FileReader.plan(trades, minutes.within(contract.eventTime()));
    return scope.reader().stage(trades, files).where(minutes.predicate(contract.eventTime()));
  }

  /** The candidate's bars in question, and those that they are rolled up from. */
  Dataset<Row> candles() {
    Frozen table = scope.candidate(candles);
    BarTimes times = new BarTimes(bars);
    boolean all = from == Long.MIN_VALUE;
    Expression files = all ? Expressions.alwaysTrue() : times.within();
    return scope
        .reader()
        .stage(table, FileReader.plan(table, files))
        .where(all ? "true" : times.predicate());
  }

  @Override
  public void close() {
    Stream.of(VIEW, MINUTES_VIEW).forEach(spark.catalog()::dropTempView);
    touched.unpersist();
  }
}
