package io.sluice.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/** A trade on the wire; prices and quantities are texts, as venues write them. */
record TradeRecord(
    String symbol, String id, String price, String quantity, String side, Instant time) {

  /** A buy of 1 at 100. */
  static TradeRecord of(String symbol, Object id, String time) {
    return new TradeRecord(symbol, String.valueOf(id), "100", "1", "buy", Instant.parse(time));
  }

  TradeRecord at(String newPrice) {
    return new TradeRecord(symbol, id, newPrice, quantity, side, time);
  }

  String json() {
    return """
        {"exchange":"test","symbol":"%s","trade_id":"%s","price":"%s","quantity":"%s","side":"%s","event_time":%d}"""
        .formatted(symbol, id, price, quantity, side, time.toEpochMilli());
  }

  byte[] key() {
    return symbol.getBytes(UTF_8);
  }

  byte[] value() {
    return json().getBytes(UTF_8);
  }
}
