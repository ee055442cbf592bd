package io.sluice.market;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A part of a one-minute bar on its way between tasks: the sums, exact at whatever scale they need
 * (the quote volume's is the price's plus the quantity's), and the first and last trade with what
 * orders them. With a trade count of 0 the prices are null and the order keys mean nothing.
 */
public record BarState(
    long firstEventTimeMicros,
    long firstSequence,
    int firstPartition,
    long firstOffset,
    BigDecimal open,
    long lastEventTimeMicros,
    long lastSequence,
    int lastPartition,
    long lastOffset,
    BigDecimal close,
    BigDecimal high,
    BigDecimal low,
    BigDecimal volume,
    BigDecimal quoteVolume,
    long tradeCount,
    BigDecimal buyVolume)
    implements Serializable {}
