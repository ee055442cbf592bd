package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.EmptyBars;
import io.sluice.market.CandleInterval;
import io.sluice.market.TradeColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The closed minutes that new trades fell into, and what must be read to revise their bars. */
final class LateMinutes {
  /** The end of the year 9999, µs since the epoch UTC. */
  private static final long FOREVER = 253_402_300_800_000_000L;

  private static final StructType SIBLINGS =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("symbol", DataTypes.StringType)
          .add("interval", DataTypes.StringType)
          .add("from", DataTypes.LongType)
          .add("to", DataTypes.LongType);

  private final Dataset<Row> minutes;
  private final List<Long> days;

  private LateMinutes(Dataset<Row> minutes, List<Long> days) {
    this.minutes = minutes;
    this.days = days;
  }

  /** The minutes before {@code closedMicros} among the new trades; kept in memory until freed. */
  static LateMinutes of(Dataset<Row> newTrades, long closedMicros) {
    Column micros = functions.unix_micros(col(TradeColumns.EVENT_TIME));
    Dataset<Row> minutes =
        newTrades
            .where(new CandleWindow(Long.MIN_VALUE, closedMicros).holds(TradeColumns.EVENT_TIME))
            .select(
                col(TradeColumns.EXCHANGE),
                col(TradeColumns.SYMBOL),
                micros
                    .minus(functions.pmod(micros, lit(CandleInterval.MINUTE_MICROS)))
                    .as("minute"))
            .distinct()
            .persist();
    return new LateMinutes(
        minutes,
        minutes
            .select(
                functions
                    .floor(col("minute").divide(lit(TimeRanges.DAY_MICROS)))
                    .multiply(lit(TimeRanges.DAY_MICROS))
                    .cast(DataTypes.LongType))
            .distinct()
            .as(Encoders.LONG())
            .collectAsList());
  }

  boolean isEmpty() {
    return days.isEmpty();
  }

  /** All trades of the late minutes. */
  Dataset<Row> tradesOf(Dataset<Row> trades) {
    Column micros = functions.unix_micros(col(TradeColumns.EVENT_TIME));
    return trades
        .where(TimeRanges.daysOf(days).hold(TradeColumns.EVENT_TIME))
        .withColumn(
            "minute", micros.minus(functions.pmod(micros, lit(CandleInterval.MINUTE_MICROS))))
        .join(
            minutes,
            new String[] {TradeColumns.EXCHANGE, TradeColumns.SYMBOL, "minute"},
            "left_semi")
        .drop("minute");
  }

  /** The published bars that are needed to revise the late minutes and what is made from them. */
  Dataset<Row> barsOf(Dataset<Row> candles, EmptyBars emptyBars) {
    MapPartitionsFunction<Row, Row> expand = rows -> siblings(rows, emptyBars);
    Dataset<Row> ranges =
        minutes.mapPartitions(expand, Encoders.row(SIBLINGS)).distinct().alias("late");
    Column micros = functions.unix_micros(col("bar.open_time"));
    return candles
        .where(siblingTimes(emptyBars).hold("open_time"))
        .alias("bar")
        .join(
            ranges,
            col("bar.exchange")
                .equalTo(col("late.exchange"))
                .and(col("bar.symbol").equalTo(col("late.symbol")))
                .and(col("bar.interval").equalTo(col("late.interval")))
                .and(micros.geq(col("late.from")))
                .and(micros.lt(col("late.to"))),
            "left_semi");
  }

  void free() {
    minutes.unpersist();
  }

  /** When the needed bars can open: in the windows, of all intervals, that hold the late days. */
  private TimeRanges siblingTimes(EmptyBars emptyBars) {
    List<TimeRanges.Range> ranges = new ArrayList<>();
    for (long day : days) {
      long first = Long.MAX_VALUE;
      long last = Long.MIN_VALUE;
      for (CandleInterval interval : CandleInterval.values()) {
        long before = day - CandleInterval.MINUTE_MICROS;
        first = Math.min(first, CandleWindow.firstSibling(interval, before));
        last =
            Math.max(
                last, CandleWindow.afterLastSibling(interval, day + TimeRanges.DAY_MICROS - 1));
      }
      ranges.add(new TimeRanges.Range(first, emptyBars == EmptyBars.FLAT ? FOREVER : last));
    }
    return TimeRanges.of(ranges);
  }

  /** Under flat a change runs on to the next trade: all later bars of the symbol are needed. */
  private static Iterator<Row> siblings(Iterator<Row> minutes, EmptyBars emptyBars) {
    boolean flat = emptyBars == EmptyBars.FLAT;
    Set<Row> ranges = new HashSet<>();
    List<CandleInterval> intervals = new ArrayList<>(List.of(CandleInterval.values()));
    while (minutes.hasNext()) {
      Row late = minutes.next();
      long minute = late.getLong(2);
      long first = flat ? minute - CandleInterval.MINUTE_MICROS : minute;
      for (CandleInterval interval : intervals) {
        ranges.add(
            RowFactory.create(
                late.getString(0),
                late.getString(1),
                interval.label(),
                CandleWindow.firstSibling(interval, first),
                flat ? Long.MAX_VALUE : CandleWindow.afterLastSibling(interval, minute)));
      }
    }
    return ranges.iterator();
  }
}
