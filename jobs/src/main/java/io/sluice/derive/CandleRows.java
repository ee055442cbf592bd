package io.sluice.derive;

import io.sluice.market.Candle;
import io.sluice.market.CandleInterval;
import io.sluice.market.CandleTable;
import io.sluice.state.Micros;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Bars as rows of the candles' table and back. */
final class CandleRows {
  /** The column of {@link #CHANGES} that says what to do with the bar. */
  static final String CHANGE = "_change";

  static final String ADDED = "added";
  static final String REVISED = "revised";
  static final String REMOVED = "removed";

  /** A bar that is there once too often, in each copy that goes. */
  static final String COPY = "copy";

  /** A bar that had copies and stays once, as it is. */
  static final String SINGLE = "single";

  /** A symbol's minute, µs since the epoch UTC. */
  static final StructType MINUTE =
      new StructType()
          .add("exchange", DataTypes.StringType)
          .add("symbol", DataTypes.StringType)
          .add("minute", DataTypes.LongType);

  /** The table's columns. */
  static final StructType SCHEMA = SparkSchemaUtil.convert(CandleTable.schema());

  /** The table's columns and {@link #CHANGE}. */
  static final StructType CHANGES = SCHEMA.add(CHANGE, DataTypes.StringType);

  private CandleRows() {}

  static Row changed(Candle candle, String change) {
    return RowFactory.create(
        candle.exchange(),
        candle.symbol(),
        candle.interval().label(),
        Timestamp.from(instant(candle.openTimeMicros())),
        Timestamp.from(instant(candle.closeTimeMicros())),
        candle.open(),
        candle.high(),
        candle.low(),
        candle.close(),
        candle.volume(),
        candle.quoteVolume(),
        candle.vwap(),
        candle.tradeCount(),
        candle.buyVolume(),
        candle.firstSequence(),
        candle.lastSequence(),
        candle.revision(),
        candle.reason(),
        change);
  }

  static Candle candle(Row row) {
    return new Candle(
        row.getString(0),
        row.getString(1),
        CandleInterval.of(row.getString(2)),
        micros(row.get(3)),
        row.getDecimal(5),
        row.getDecimal(6),
        row.getDecimal(7),
        row.getDecimal(8),
        row.getDecimal(9),
        row.getDecimal(10),
        row.getDecimal(11),
        row.getLong(12),
        row.getDecimal(13),
        row.isNullAt(14) ? null : row.getLong(14),
        row.isNullAt(15) ? null : row.getLong(15),
        row.getInt(16),
        row.getString(17));
  }

  static Instant instant(long micros) {
    return Micros.instant(micros);
  }

  /** Spark hands out timestamps as either type, by a setting of the session. */
  private static long micros(Object time) {
    Instant instant = time instanceof Instant exact ? exact : ((Timestamp) time).toInstant();
    return Micros.of(instant);
  }
}
