package io.sluice.audit;

import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** A bar as the table has it; times in µs since the epoch, UTC. */
record AuditedBar(
    Leading symbol,
    String interval,
    long openMicros,
    long closeMicros,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume,
    BigDecimal quoteVolume,
    BigDecimal vwap,
    long tradeCount,
    BigDecimal buyVolume,
    Long firstSequence,
    Long lastSequence,
    int revision,
    String reason) {
  private static final List<String> TIMES = List.of("open_time", "close_time");
  private static final List<String> COLUMNS =
      List.of(
          "exchange",
          "symbol",
          "interval",
          "open_time",
          "close_time",
          "open",
          "high",
          "low",
          "close",
          "volume",
          "quote_volume",
          "vwap",
          "trade_count",
          "buy_volume",
          "first_sequence",
          "last_sequence",
          "revision",
          "reason");

  /** The bars of these rows. */
  static List<AuditedBar> of(Dataset<Row> rows) {
    Column[] columns =
        COLUMNS.stream()
            .map(
                name ->
                    TIMES.contains(name)
                        ? functions.unix_micros(functions.col(name))
                        : functions.col(name))
            .toArray(Column[]::new);
    return rows.select(columns).collectAsList().stream().map(AuditedBar::of).toList();
  }

  private static AuditedBar of(Row row) {
    return new AuditedBar(
        Leading.of(row.getString(0), row.getString(1)),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
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

  /** The window that it is the bar of. */
  BarWindow window() {
    return new BarWindow(symbol, interval, openMicros);
  }
}
