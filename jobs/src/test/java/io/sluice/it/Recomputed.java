package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/** Bars from trades by plain SQL, with nothing of the product's own code. */
final class Recomputed {
  private static final Map<String, String> OPEN_TIME = new LinkedHashMap<>();

  static {
    OPEN_TIME.put("1m", floorTo(60));
    OPEN_TIME.put("5m", floorTo(300));
    OPEN_TIME.put("15m", floorTo(900));
    OPEN_TIME.put("1h", floorTo(3_600));
    OPEN_TIME.put("4h", floorTo(14_400));
    OPEN_TIME.put("1d", "date_trunc('DAY', event_time)");
    OPEN_TIME.put("1w", "date_trunc('WEEK', event_time)");
    OPEN_TIME.put("1mo", "date_trunc('MONTH', event_time)");
  }

  private Recomputed() {}

  private static String floorTo(int seconds) {
    return "timestamp_seconds(unix_seconds(event_time) DIV %d * %d)".formatted(seconds, seconds);
  }

  /** Every bar with trades on main equals the trades on main; the flat ones are left out. */
  static void assertMainEqualsItsTrades(TradesLake lake) {
    for (Map.Entry<String, String> interval : OPEN_TIME.entrySet()) {
      String bars =
          """
          SELECT exchange, symbol, open_time, open, high, low, close, volume, trade_count, buy_volume
          FROM {candles@main} WHERE interval = '%s' AND trade_count > 0"""
              .formatted(interval.getKey());
      String trades =
          """
          SELECT exchange, symbol, %s AS open_time,
            min_by(price, struct(event_time, sequence, _kafka_partition, _offset)) AS open,
            max(price) AS high, min(price) AS low,
            max_by(price, struct(event_time, sequence, _kafka_partition, _offset)) AS close,
            CAST(sum(quantity) AS DECIMAL(38,18)) AS volume, count(*) AS trade_count,
            CAST(coalesce(sum(quantity) FILTER (WHERE side = 'buy'), 0) AS DECIMAL(38,18)) AS buy_volume
          FROM {trades@main} GROUP BY 1, 2, 3"""
              .formatted(interval.getValue());
      String closed = "SELECT * FROM (%s) WHERE open_time IN (SELECT open_time FROM (%s))";
      assertThat(lake.texts(bars))
          .as(interval.getKey())
          .isEqualTo(lake.texts(closed.formatted(trades, bars)));
    }
  }
}
