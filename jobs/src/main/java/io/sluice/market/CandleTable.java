package io.sluice.market;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The columns of the candles' table. Times are UTC with microseconds. */
public final class CandleTable {
  /** What tells one bar from another. */
  public static final List<String> KEY = List.of("exchange", "symbol", "interval", "open_time");

  private CandleTable() {}

  /** The table's columns in the order of {@link Candle}, {@code close_time} after open_time. */
  public static Schema schema() {
    Type decimal = Types.DecimalType.of(38, 18);
    Type time = Types.TimestampType.withZone();
    Type text = Types.StringType.get();
    Type whole = Types.LongType.get();
    List<NestedField> columns = new ArrayList<>();
    required(columns, "exchange", text, "where the trades were made");
    required(columns, "symbol", text, "what was traded");
    required(columns, "interval", text, "1m, 5m, 15m, 1h, 4h, 1d, 1w, 1mo");
    required(columns, "open_time", time, "start of the window, inclusive");
    required(columns, "close_time", time, "end of the window, exclusive");
    optional(columns, "open", decimal, "price of the first trade; null: beyond decimal(38,18)");
    optional(columns, "high", decimal, "highest price; null: beyond decimal(38,18)");
    optional(columns, "low", decimal, "lowest price; null: beyond decimal(38,18)");
    optional(columns, "close", decimal, "price of the last trade; null: beyond decimal(38,18)");
    optional(columns, "volume", decimal, "sum of quantity; null: beyond decimal(38,18)");
    optional(columns, "quote_volume", decimal, "sum of price * quantity, rounded half even once");
    optional(columns, "vwap", decimal, "quote_volume / volume; null without volume");
    required(columns, "trade_count", whole, "trades in the window");
    optional(columns, "buy_volume", decimal, "volume of the trades whose aggressor bought");
    optional(columns, "first_sequence", whole, "sequence of the first trade");
    optional(columns, "last_sequence", whole, "sequence of the last trade");
    required(columns, "revision", Types.IntegerType.get(), "0, and one more for each change");
    optional(columns, "reason", text, "why it was made late or changed; null: made in time");
    return new Schema(columns);
  }

  private static void required(List<NestedField> columns, String name, Type type, String doc) {
    columns.add(NestedField.required(columns.size() + 1, name, type, doc));
  }

  private static void optional(List<NestedField> columns, String name, Type type, String doc) {
    columns.add(NestedField.optional(columns.size() + 1, name, type, doc));
  }
}
