package io.sluice.market;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * One OHLCV bar of one symbol. It is labelled by when it opens, in microseconds since the epoch,
 * UTC, and holds the trades from there up to {@link #closeTimeMicros()}, exclusive.
 *
 * <p>Decimals made here have scale 18 and at most 38 digits. Null stands for unknown: a figure too
 * large for that, or one that the bar's source does not tell.
 *
 * @param open price of the first trade by (event time, sequence, Kafka partition, offset)
 * @param close price of the last trade in that order
 * @param volume sum of the quantities, in base units
 * @param quoteVolume sum of price times quantity, in quote units
 * @param vwap quote volume by volume; null if there is no volume
 * @param buyVolume the part of the volume whose aggressor bought
 * @param firstSequence sequence of the trade that made the open; null in a flat bar
 * @param lastSequence sequence of the trade that made the close; null in a flat bar
 * @param revision 0 when first made, one more with each change
 * @param reason why it was made late or changed, such as {@code late}; null for a bar made in time
 */
public record Candle(
    String exchange,
    String symbol,
    CandleInterval interval,
    long openTimeMicros,
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
    String reason)
    implements Serializable {

  public Candle {
    requireNonNull(exchange, "exchange");
    requireNonNull(symbol, "symbol");
    requireNonNull(interval, "interval");
  }

  /** The bar of a minute without trades: the previous close all over, no volume. */
  static Candle flat(Candle previous, long openMicros) {
    BigDecimal price = previous.close;
    BigDecimal none = Decimal38.ZERO;
    return new Candle(
        previous.exchange,
        previous.symbol,
        previous.interval,
        openMicros,
        price,
        price,
        price,
        price,
        none,
        none,
        null,
        0,
        none,
        null,
        null,
        0,
        null);
  }

  /** The exclusive end of the bar, microseconds since the epoch. */
  public long closeTimeMicros() {
    return interval.closeMicros(openTimeMicros);
  }

  /**
   * Whether nothing was traded: no trades and no volume. Bars without counts go by their volume.
   */
  public boolean isEmpty() {
    return tradeCount == 0 && volume != null && volume.signum() == 0;
  }

  /** Whether both say the same of the market: all but revision and reason, decimals by value. */
  public boolean sameBar(Candle other) {
    return exchange.equals(other.exchange)
        && symbol.equals(other.symbol)
        && interval == other.interval
        && openTimeMicros == other.openTimeMicros
        && tradeCount == other.tradeCount
        && Objects.equals(firstSequence, other.firstSequence)
        && Objects.equals(lastSequence, other.lastSequence)
        && Decimal38.same(open, other.open)
        && Decimal38.same(high, other.high)
        && Decimal38.same(low, other.low)
        && Decimal38.same(close, other.close)
        && Decimal38.same(volume, other.volume)
        && Decimal38.same(quoteVolume, other.quoteVolume)
        && Decimal38.same(vwap, other.vwap)
        && Decimal38.same(buyVolume, other.buyVolume);
  }

  /** This bar under another revision and reason. */
  public Candle withRevision(int newRevision, String newReason) {
    return new Candle(
        exchange,
        symbol,
        interval,
        openTimeMicros,
        open,
        high,
        low,
        close,
        volume,
        quoteVolume,
        vwap,
        tradeCount,
        buyVolume,
        firstSequence,
        lastSequence,
        newRevision,
        newReason);
  }
}
