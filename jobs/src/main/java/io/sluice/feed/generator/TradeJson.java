package io.sluice.feed.generator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Writes one trade at a time as the JSON of the wire format, by hand: this is the hot loop. */
final class TradeJson {
  private static final byte[] EXCHANGE = ascii("{\"exchange\":\"");
  private static final byte[] SYMBOL = ascii("\",\"symbol\":\"");
  private static final byte[] TRADE_ID = ascii("\",\"trade_id\":\"");
  private static final byte[] PRICE = ascii("\",\"price\":\"");
  private static final byte[] QUANTITY = ascii("\",\"quantity\":\"");
  private static final byte[] SIDE = ascii("\",\"side\":\"");
  private static final byte[] EVENT_TIME = ascii("\",\"event_time\":");

  private final byte[] buffer = new byte[512];
  private int length;

  /** Returns the trade's JSON in an array of its own; price and quantity at the given scales. */
  byte[] write(
      byte[] exchange,
      byte[] symbol,
      long tradeId,
      long priceTicks,
      int priceScale,
      long quantityTicks,
      int quantityScale,
      byte[] side,
      long eventTimeMillis) {
    this.length = 0;
    put(EXCHANGE);
    put(exchange);
    put(SYMBOL);
    put(symbol);
    put(TRADE_ID);
    putLong(tradeId);
    put(PRICE);
    putDecimal(priceTicks, priceScale);
    put(QUANTITY);
    putDecimal(quantityTicks, quantityScale);
    put(SIDE);
    put(side);
    put(EVENT_TIME);
    putLong(eventTimeMillis);
    this.buffer[this.length++] = '}';
    return Arrays.copyOf(buffer, length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private void put(byte[] bytes) {
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    this.length += bytes.length;
  }

  /** Non-negative ticks as plain digits: 12345 at scale 2 is 123.45. */
  private void putDecimal(long ticks, int scale) {
    long unit = 1;
    for (int i = 0; i < scale; i++) {
      unit *= 10;
    }

    putLong(ticks / unit);
    this.buffer[this.length++] = '.';
    long fraction = ticks % unit;
    for (long digit = unit / 10; digit > 0; digit /= 10) {
      this.buffer[this.length++] = (byte) ('0' + fraction / digit % 10);
    }
  }

  private void putLong(long value) {
    if (value < 0) {
      put(ascii(Long.toString(value)));
      return;
    }

    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }

    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      this.buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    this.length += digits;
  }
}
