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
  private static final StructType SIBLINGS =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("symbol", DataTypes.StringType)
          .add("interval", DataTypes.StringType)
          .add("from", DataTypes.LongType)
          .add("to", DataTypes.LongType);

  private final Dataset<Row> minutes;
  private final CandleWindow span;

  private LateMinutes(Dataset<Row> minutes, CandleWindow span) {
    this.minutes = minutes;
    this.span = span;
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
                micros.minus(functions.pmod(micros, lit(60_000_000L))).as("minute"))
            .distinct()
            .persist();
    Row span = minutes.agg(functions.min("minute"), functions.max("minute")).head();
    return new LateMinutes(
        minutes,
        span.isNullAt(0) ? null : new CandleWindow(span.getLong(0), span.getLong(1) + 60_000_000L));
  }

  boolean isEmpty() {
    return span == null;
  }

  /** All trades of the late minutes. */
  Dataset<Row> tradesOf(Dataset<Row> trades) {
    Column micros = functions.unix_micros(col(TradeColumns.EVENT_TIME));
    return trades
        .where(span.holds(TradeColumns.EVENT_TIME))
        .withColumn("minute", micros.minus(functions.pmod(micros, lit(60_000_000L))))
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
        .where(col("open_time").geq(lit(CandleRows.instant(earliestSibling()))))
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

  private long earliestSibling() {
    long before = span.fromMicros() - 60_000_000L;
    long earliest = before;
    for (CandleInterval interval : CandleInterval.values()) {
      earliest = Math.min(earliest, CandleWindow.firstSibling(interval, before));
    }
    return earliest;
  }

  /** Under flat a change runs on to the next trade: all later bars of the symbol are needed. */
  private static Iterator<Row> siblings(Iterator<Row> minutes, EmptyBars emptyBars) {
    boolean flat = emptyBars == EmptyBars.FLAT;
    Set<Row> ranges = new HashSet<>();
    List<CandleInterval> intervals = new ArrayList<>(List.of(CandleInterval.values()));
    while (minutes.hasNext()) {
      Row late = minutes.next();
      long minute = late.getLong(2);
      long first = flat ? minute - 60_000_000L : minute;
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
