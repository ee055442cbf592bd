package io.sluice.it;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Trades as they go over the wire: {@code trade("BTCUSDT").id(1).at("00:00:59.999")}. */
final class TradeText {

  private final String symbol;
  private String id = "1";
  private String day = "2024-01-02";
  private String time = "00:00:00";
  private String price = "100";
  private String quantity = "1";
  private String side = "buy";

  private TradeText(String symbol) {
    this.symbol = symbol;
  }

  static TradeText trade(String symbol) {
    return new TradeText(symbol);
  }

  TradeText id(Object value) {
    this.id = value.toString();
    return this;
  }

  /** Another day than 2024-01-02. */
  TradeText on(String value) {
    this.day = value;
    return this;
  }

  /** A time of the day, UTC. */
  TradeText at(String value) {
    this.time = value;
    return this;
  }

  TradeText price(String value) {
    this.price = value;
    return this;
  }

  TradeText quantity(String value) {
    this.quantity = value;
    return this;
  }

  TradeText sold() {
    this.side = "sell";
    return this;
  }

  String json() {
    return """
    {"exchange":"test","symbol":"%s","trade_id":"%s","price":"%s","quantity":"%s","side":"%s","event_time":%d}"""
        .formatted(
            symbol,
            id,
            price,
            quantity,
            side,
            Instant.parse(day + "T" + time + "Z").toEpochMilli());
  }

  static String symbol(String json) {
    return json.replaceFirst(".*\"symbol\":\"([^\"]*)\".*", "$1");
  }

  static String cells(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Object cell = row.get(i);
      if (cell instanceof BigDecimal decimal) {
        cells.add(decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString());
      } else if (cell instanceof java.sql.Timestamp at) {
        cells.add(at.toInstant().toString());
      } else {
        cells.add(String.valueOf(cell));
      }
    }
    return String.join("|", cells);
  }
}
