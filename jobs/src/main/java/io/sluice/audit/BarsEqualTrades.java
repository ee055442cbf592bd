package io.sluice.audit;

import io.sluice.contract.EmptyBars;
import io.sluice.state.DerivedState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** Each bar in question equals a recomputation from its trades: see {@link TouchedBars}. */
final class BarsEqualTrades implements Check {
  static final String RULE = "bars_equal_trades";
  static final String FLAT = "empty_bars_flat";

  private static final String TRADES_VIEW = "sluice_audit_trades";
  private static final String CANDLES_VIEW = "sluice_audit_candles";

  @Override
  public List<Finding> findings(AuditScope scope) {
    return scope.candles().map(state -> findings(scope, state)).orElse(List.of());
  }

  private static List<Finding> findings(AuditScope scope, DerivedState state) {
    String table = scope.tables().candles().orElseThrow();
    boolean flat = scope.contract().candles().orElseThrow().emptyBars() == EmptyBars.FLAT;
    long through = state.closedThroughMicros();
    if (through == Long.MIN_VALUE && scope.diff(table).rows() == 0) {
      return List.of(Finding.none(table, RULE, "no closed window", 0));
    }
    long from =
        scope.publishedCandles().map(DerivedState::closedThroughMicros).orElse(Long.MIN_VALUE);
    if (from == through
        && scope.diff(table).isEmpty()
        && scope.diff(scope.tables().rows()).isEmpty()) {
      return passed(table, flat);
    }
    if (!flat && scope.rewrite(scope.tables().rows()).unequal().isEmpty()) {
      Optional<List<BarWindow>> differing = BarsTogether.differing(scope);
      if (differing.isPresent()) {
        return named(table, differing.get());
      }
    }
    SparkSession spark = scope.spark();
    register(spark);
    List<Finding> findings = new ArrayList<>();
    try (TouchedBars touched = new TouchedBars(scope, from, through)) {
      if (touched.isEmpty()) {
        return passed(table, flat);
      }
      touched.trades().createOrReplaceTempView(TRADES_VIEW);
      touched.candles().createOrReplaceTempView(CANDLES_VIEW);
      CandleRecomputation bars =
          new CandleRecomputation(TRADES_VIEW, CANDLES_VIEW, TouchedBars.VIEW, from, through, flat);
      findings.addAll(differing(spark, table, RULE, bars.all()));
      if (flat) {
        findings.addAll(differing(spark, table, FLAT, bars.flats(touched.minuteBarDays())));
      }
    } finally {
      Stream.of(TRADES_VIEW, CANDLES_VIEW).forEach(spark.catalog()::dropTempView);
    }
    return findings;
  }

  private static List<Finding> named(String table, List<BarWindow> differing) {
    record Slice(String interval, Leading symbol) {}
    Map<Slice, LongSummaryStatistics> slices =
        differing.stream()
            .collect(
                Collectors.groupingBy(
                    window -> new Slice(window.interval(), window.symbol()),
                    Collectors.summarizingLong(BarWindow::openMicros)));
    List<Finding> findings =
        slices.entrySet().stream()
            .sorted(Comparator.comparingLong(each -> -each.getValue().getCount()))
            .limit(Slices.MOST)
            .map(
                each ->
                    differing(
                        table,
                        RULE,
                        each.getKey().interval(),
                        each.getKey().symbol().value(0),
                        each.getKey().symbol().value(1),
                        each.getValue().getCount(),
                        each.getValue().getMin(),
                        each.getValue().getMax()))
            .toList();
    return findings.isEmpty() ? passed(table, false) : findings;
  }

  private static Finding differing(
      String table,
      String rule,
      String interval,
      String exchange,
      String symbol,
      long bars,
      long first,
      long last) {
    return Finding.of(
        table,
        rule,
        "%s exchange=%s, symbol=%s, open_time %s to %s"
            .formatted(interval, exchange, symbol, Slices.time(first), Slices.time(last)),
        bars + " bars differ",
        "= 0",
        false);
  }

  private static List<Finding> passed(String table, boolean flat) {
    List<Finding> findings = new ArrayList<>(List.of(Finding.none(table, RULE, Finding.ALL, 0)));
    if (flat) {
      findings.add(Finding.none(table, FLAT, Finding.ALL, 0));
    }
    return findings;
  }

  private static void register(SparkSession spark) {
    spark
        .udf()
        .register(
            CandleRecomputation.PRODUCT, new ExactProduct(), DataTypes.createDecimalType(38, 18));
    spark.udf().register(CandleRecomputation.WINDOWS, new CalendarWindows(), CalendarWindows.TYPE);
    spark.udf().register(CandleRecomputation.VWAP, new VwapHolds(), DataTypes.BooleanType);
  }

  private static List<Finding> differing(
      SparkSession spark, String table, String rule, String sql) {
    List<Finding> findings = new ArrayList<>();
    for (Row row :
        spark.sql(CandleRecomputation.byIntervalAndSymbol(sql, Slices.MOST)).collectAsList()) {
      findings.add(
          differing(
              table,
              rule,
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5)));
    }
    return findings.isEmpty() ? List.of(Finding.none(table, rule, Finding.ALL, 0)) : findings;
  }
}
