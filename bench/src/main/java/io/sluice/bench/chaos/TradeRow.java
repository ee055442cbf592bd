package io.sluice.bench.chaos;

import java.math.BigDecimal;

/**
 * What a trade says, for comparing what was sent with what is published.
 *
 * @param tradeId as text, as the table has it
 * @param price without trailing zeros, so that equal amounts are equal
 * @param quantity without trailing zeros
 * @param eventMicros µs since the epoch UTC
 */
record TradeRow(
    String exchange,
    String symbol,
    String tradeId,
    BigDecimal price,
    BigDecimal quantity,
    String side,
    long eventMicros) {

  TradeRow {
    price = price.stripTrailingZeros();
    quantity = quantity.stripTrailingZeros();
  }
}
