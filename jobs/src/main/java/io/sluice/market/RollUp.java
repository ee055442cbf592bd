package io.sluice.market;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/** Makes coarser bars from finer ones, exactly. */
public final class RollUp {
  private static final Comparator<Candle> BY_WINDOW =
      Comparator.comparing(Candle::exchange)
          .thenComparing(Candle::symbol)
          .thenComparingLong(Candle::openTimeMicros);

  private RollUp() {}

  /**
   * The bar made of finer bars of one symbol and one window, in any order, revision 0. Empty bars
   * count only where there is no other: then the result is flat. Figures unknown in a finer bar, or
   * too large in the sum, are null.
   *
   * @throws IllegalArgumentException if there are no bars, they belong to several symbols,
   *     intervals or windows, one is there twice, or their interval does not divide {@code to}
   */
  public static Candle rollUp(List<Candle> finer, CandleInterval to) {
    List<Candle> all = finer.stream().sorted(BY_WINDOW).toList();
    check(all, to);

    List<Candle> traded = all.stream().filter(bar -> !bar.isEmpty()).toList();
    List<Candle> bars = traded.isEmpty() ? all : traded;
    Candle first = bars.get(0);
    Candle last = bars.get(bars.size() - 1);
    BigDecimal volume = sum(bars, Candle::volume);
    BigDecimal quoteVolume = sum(bars, Candle::quoteVolume);
    return new Candle(
        first.exchange(),
        first.symbol(),
        to,
        to.openMicros(first.openTimeMicros()),
        Decimal38.fit(first.open()),
        extreme(bars, Candle::high, BigDecimal::max),
        extreme(bars, Candle::low, BigDecimal::min),
        Decimal38.fit(last.close()),
        volume,
        quoteVolume,
        Decimal38.ratio(quoteVolume, volume),
        bars.stream().mapToLong(Candle::tradeCount).sum(),
        sum(bars, Candle::buyVolume),
        first.firstSequence(),
        last.lastSequence(),
        0,
        null);
  }

  private static void check(List<Candle> sorted, CandleInterval to) {
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("Cannot roll up to " + to.label() + ": no bars: []");
    }

    Candle first = sorted.get(0);
    if (!first.interval().nestsIn(to)) {
      throw cannot(to, "the interval does not divide it", first);
    }

    long open = to.openMicros(first.openTimeMicros());
    long previous = Long.MIN_VALUE;
    for (Candle bar : sorted) {
      if (!bar.exchange().equals(first.exchange()) || !bar.symbol().equals(first.symbol())) {
        throw cannot(to, "more than one symbol", bar);
      } else if (bar.interval() != first.interval()) {
        throw cannot(to, "more than one interval", bar);
      } else if (to.openMicros(bar.openTimeMicros()) != open) {
        throw cannot(to, "more than one window", bar);
      } else if (bar.openTimeMicros() == previous) {
        throw cannot(to, "a bar is there twice", bar);
      }

      previous = bar.openTimeMicros();
    }
  }

  private static IllegalArgumentException cannot(CandleInterval to, String reason, Candle bar) {
    return new IllegalArgumentException(
        "Cannot roll up to %s: %s: %s %s %s at %d"
            .formatted(
                to.label(),
                reason,
                bar.exchange(),
                bar.symbol(),
                bar.interval().label(),
                bar.openTimeMicros()));
  }

  private static BigDecimal sum(List<Candle> bars, Function<Candle, BigDecimal> figure) {
    return Decimal38.sum(bars.stream().map(figure).toList());
  }

  private static BigDecimal extreme(
      List<Candle> bars, Function<Candle, BigDecimal> price, BinaryOperator<BigDecimal> choice) {
    boolean known = bars.stream().map(price).allMatch(Objects::nonNull);
    return known ? Decimal38.fit(bars.stream().map(price).reduce(choice).orElse(null)) : null;
  }
}
