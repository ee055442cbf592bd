package io.sluice.market;

import java.math.BigDecimal;

/**
 * Gathers the trades of one symbol's minute into its bar. Trades may come in any order, and parts
 * gathered apart merge to the same bar in any order: sums are exact and rounded once, at the end.
 *
 * <p>Prices and quantities are expected to fit some decimal(38, s) column. Each trade is to be
 * added once; duplicates are not looked for. Not thread-safe.
 */
public final class BarBuilder {
  private Tick first;
  private Tick last;
  private BigDecimal high;
  private BigDecimal low;
  private BigDecimal volume = BigDecimal.ZERO;
  private BigDecimal quoteVolume = BigDecimal.ZERO;
  private BigDecimal buyVolume = BigDecimal.ZERO;
  private long tradeCount;

  /** Continues from a state made by {@link #state()}. */
  public static BarBuilder of(BarState state) {
    BarBuilder bar = new BarBuilder();
    if (state.tradeCount() > 0) {
      bar.first =
          new Tick(
              state.firstEventTimeMicros(),
              state.firstSequence(),
              state.firstPartition(),
              state.firstOffset(),
              state.open());
      bar.last =
          new Tick(
              state.lastEventTimeMicros(),
              state.lastSequence(),
              state.lastPartition(),
              state.lastOffset(),
              state.close());
      bar.high = state.high();
      bar.low = state.low();
      bar.volume = state.volume();
      bar.quoteVolume = state.quoteVolume();
      bar.buyVolume = state.buyVolume();
      bar.tradeCount = state.tradeCount();
    }

    return bar;
  }

  /**
   * Adds one trade.
   *
   * @param buy whether the aggressor bought
   * @param eventTimeMicros the exchange's time, microseconds since the epoch
   * @param sequence orders trades of the same microsecond; partition and offset order the rest
   */
  public void add(
      BigDecimal price,
      BigDecimal quantity,
      boolean buy,
      long eventTimeMicros,
      long sequence,
      int partition,
      long offset) {
    Tick tick = new Tick(eventTimeMicros, sequence, partition, offset, price);
    include(tick, tick, price, price);
    volume = volume.add(quantity);
    quoteVolume = quoteVolume.add(price.multiply(quantity));
    buyVolume = buy ? buyVolume.add(quantity) : buyVolume;
    tradeCount++;
  }

  /** Adds the trades that another builder has gathered for the same minute; it stays as it is. */
  public void merge(BarBuilder other) {
    if (other.tradeCount == 0) {
      return;
    }

    include(other.first, other.last, other.high, other.low);
    volume = volume.add(other.volume);
    quoteVolume = quoteVolume.add(other.quoteVolume);
    buyVolume = buyVolume.add(other.buyVolume);
    tradeCount += other.tradeCount;
  }

  /** All that was gathered so far, to go on with elsewhere. */
  public BarState state() {
    Tick from = tradeCount == 0 ? Tick.NONE : first;
    Tick to = tradeCount == 0 ? Tick.NONE : last;
    return new BarState(
        from.eventTimeMicros(),
        from.sequence(),
        from.partition(),
        from.offset(),
        from.price(),
        to.eventTimeMicros(),
        to.sequence(),
        to.partition(),
        to.offset(),
        to.price(),
        high,
        low,
        volume,
        quoteVolume,
        tradeCount,
        buyVolume);
  }

  /**
   * The finished bar, revision 0. A figure with more than 38 digits at scale 18 is null rather than
   * an error: one absurd trade must not stop all others.
   *
   * @param openMicros when the minute opens, microseconds since the epoch
   * @throws IllegalStateException if no trade was added
   */
  public Candle toCandle(String exchange, String symbol, long openMicros) {
    if (tradeCount == 0) {
      throw new IllegalStateException(
          "Cannot finish a bar of " + exchange + " " + symbol + ": no trades: " + openMicros);
    }

    BigDecimal fittedVolume = Decimal38.fit(volume);
    BigDecimal fittedQuoteVolume = Decimal38.fit(quoteVolume);
    boolean known = fittedVolume != null && fittedQuoteVolume != null;
    return new Candle(
        exchange,
        symbol,
        CandleInterval.ONE_MINUTE,
        openMicros,
        Decimal38.fit(first.price()),
        Decimal38.fit(high),
        Decimal38.fit(low),
        Decimal38.fit(last.price()),
        fittedVolume,
        fittedQuoteVolume,
        known ? Decimal38.ratio(quoteVolume, volume) : null,
        tradeCount,
        Decimal38.fit(buyVolume),
        first.sequence(),
        last.sequence(),
        0,
        null);
  }

  private void include(Tick earliest, Tick latest, BigDecimal highest, BigDecimal lowest) {
    boolean empty = tradeCount == 0;
    first = empty || earliest.compareTo(first) < 0 ? earliest : first;
    last = empty || latest.compareTo(last) > 0 ? latest : last;
    high = empty ? highest : high.max(highest);
    low = empty ? lowest : low.min(lowest);
  }

  /** A trade's price and its place among the trades of its minute. */
  private record Tick(
      long eventTimeMicros, long sequence, int partition, long offset, BigDecimal price)
      implements Comparable<Tick> {
    static final Tick NONE = new Tick(0, 0, 0, 0, null);

    @Override
    public int compareTo(Tick other) {
      int order = Long.compare(eventTimeMicros, other.eventTimeMicros);
      order = order != 0 ? order : Long.compare(sequence, other.sequence);
      order = order != 0 ? order : Integer.compare(partition, other.partition);
      order = order != 0 ? order : Long.compare(offset, other.offset);

      // Two topics can hold the same offset; the price keeps even then arrival order out of the
      // bar.
      return order != 0 ? order : price.compareTo(other.price);
    }
  }
}
