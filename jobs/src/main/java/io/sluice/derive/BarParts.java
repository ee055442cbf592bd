package io.sluice.derive;

import static org.apache.spark.sql.functions.col;

import io.sluice.market.BarBuilder;
import io.sluice.market.BarState;
import io.sluice.market.CandleInterval;
import io.sluice.market.TradeColumns;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Parts of one-minute bars, gathered where the trades lie and merged after the shuffle. */
final class BarParts {
  /** exchange, symbol, open of the minute in µs, then the state's components in their order. */
  private static final StructType SCHEMA =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("symbol", DataTypes.StringType)
          .add("minute", DataTypes.LongType)
          .add("first_time", DataTypes.LongType)
          .add("first_sequence", DataTypes.LongType)
          .add("first_partition", DataTypes.IntegerType)
          .add("first_offset", DataTypes.LongType)
          .add("open", DataTypes.StringType)
          .add("last_time", DataTypes.LongType)
          .add("last_sequence", DataTypes.LongType)
          .add("last_partition", DataTypes.IntegerType)
          .add("last_offset", DataTypes.LongType)
          .add("close", DataTypes.StringType)
          .add("high", DataTypes.StringType)
          .add("low", DataTypes.StringType)
          .add("volume", DataTypes.StringType)
          // Exact sums have scales of their own: text carries them through the shuffle unrounded.
          .add("quote_volume", DataTypes.StringType)
          .add("trade_count", DataTypes.LongType)
          .add("buy_volume", DataTypes.StringType);

  private BarParts() {}

  /** One row for each minute and task; {@code trades} has the columns of the trades table. */
  static Dataset<Row> of(Dataset<Row> trades) {
    MapPartitionsFunction<Row, Row> gather = BarParts::gather;
    return trades
        .select(
            col(TradeColumns.EXCHANGE),
            col(TradeColumns.SYMBOL),
            functions.unix_micros(col(TradeColumns.EVENT_TIME)),
            functions.coalesce(col(TradeColumns.SEQUENCE), col("_offset")),
            col("_kafka_partition"),
            col("_offset"),
            col(TradeColumns.PRICE),
            col(TradeColumns.QUANTITY),
            functions.coalesce(
                col(TradeColumns.SIDE).equalTo(TradeColumns.BUY), functions.lit(false)))
        .mapPartitions(gather, Encoders.row(SCHEMA));
  }

  private static Iterator<Row> gather(Iterator<Row> trades) {
    Map<Minute, BarBuilder> bars = new HashMap<>();
    while (trades.hasNext()) {
      Row trade = trades.next();
      long eventTime = trade.getLong(2);
      Minute minute =
          new Minute(
              trade.getString(0),
              trade.getString(1),
              CandleInterval.ONE_MINUTE.openMicros(eventTime));
      bars.computeIfAbsent(minute, key -> new BarBuilder())
          .add(
              trade.getDecimal(6),
              trade.getDecimal(7),
              trade.getBoolean(8),
              eventTime,
              trade.getLong(3),
              trade.getInt(4),
              trade.getLong(5));
    }
    Iterator<Map.Entry<Minute, BarBuilder>> entries = bars.entrySet().iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Row next() {
        Map.Entry<Minute, BarBuilder> bar = entries.next();
        return toRow(bar.getKey(), bar.getValue().state());
      }
    };
  }

  private static Row toRow(Minute minute, BarState state) {
    return RowFactory.create(
        minute.exchange(),
        minute.symbol(),
        minute.openMicros(),
        state.firstEventTimeMicros(),
        state.firstSequence(),
        state.firstPartition(),
        state.firstOffset(),
        state.open().toString(),
        state.lastEventTimeMicros(),
        state.lastSequence(),
        state.lastPartition(),
        state.lastOffset(),
        state.close().toString(),
        state.high().toString(),
        state.low().toString(),
        state.volume().toString(),
        state.quoteVolume().toString(),
        state.tradeCount(),
        state.buyVolume().toString());
  }

  /** A part without trades for each minute: it says that the minute is in question. */
  static Dataset<Row> marks(Dataset<Row> minutes) {
    Column[] columns =
        Arrays.stream(SCHEMA.fields())
            .map(
                field ->
                    switch (field.name()) {
                      case "exchange", "symbol", "minute" -> col(field.name());
                      case "trade_count" -> functions.lit(0L).as(field.name());
                      default -> functions.lit(null).cast(field.dataType()).as(field.name());
                    })
            .toArray(Column[]::new);
    return minutes.select(columns);
  }

  /** Whether the part is a mark. */
  static boolean isMark(Row part) {
    return part.getLong(17) == 0;
  }

  static long minute(Row part) {
    return part.getLong(2);
  }

  static BarBuilder bar(Row part) {
    return BarBuilder.of(
        new BarState(
            part.getLong(3),
            part.getLong(4),
            part.getInt(5),
            part.getLong(6),
            new BigDecimal(part.getString(7)),
            part.getLong(8),
            part.getLong(9),
            part.getInt(10),
            part.getLong(11),
            new BigDecimal(part.getString(12)),
            new BigDecimal(part.getString(13)),
            new BigDecimal(part.getString(14)),
            new BigDecimal(part.getString(15)),
            new BigDecimal(part.getString(16)),
            part.getLong(17),
            new BigDecimal(part.getString(18))));
  }

  private record Minute(String exchange, String symbol, long openMicros) {}
}
