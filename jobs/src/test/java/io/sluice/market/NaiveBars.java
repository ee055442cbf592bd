package io.sluice.market;

import io.sluice.contract.EmptyBars;
import io.sluice.market.MarketStory.Trade;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Bars straight from trades, window by window, sharing no code with what it is held against. */
final class NaiveBars {
  private static final Comparator<Trade> ORDER =
      Comparator.comparingLong(Trade::timeMicros)
          .thenComparingLong(Trade::sequence)
          .thenComparingInt(Trade::partition)
          .thenComparingLong(Trade::offset);

  private NaiveBars() {}

  /**
   * All bars of all intervals that are closed by then, as text; decimals without trailing zeros.
   */
  static List<String> of(List<Trade> trades, long closedThrough, EmptyBars emptyBars) {
    return Arrays.stream(CandleInterval.values())
        .flatMap(interval -> of(interval, trades, closedThrough, emptyBars).stream())
        .toList();
  }

  /** A bar in the same text, leaving out revision and reason. */
  static String text(Candle bar) {
    return String.join(
        " ",
        bar.interval().label(),
        Long.toString(bar.openTimeMicros()),
        number(bar.open()),
        number(bar.high()),
        number(bar.low()),
        number(bar.close()),
        number(bar.volume()),
        number(bar.quoteVolume()),
        number(bar.buyVolume()),
        bar.vwap() == null ? "-" : number(bar.vwap()),
        bar.tradeCount() + " " + bar.firstSequence() + " " + bar.lastSequence());
  }

  private static List<String> of(
      CandleInterval interval, List<Trade> trades, long closedThrough, EmptyBars emptyBars) {
    List<Trade> sorted = trades.stream().sorted(ORDER).toList();
    List<String> bars = new ArrayList<>();
    int next = 0;
    while (next < sorted.size()) {
      long open = interval.openMicros(sorted.get(next).timeMicros());
      int end = next;
      while (end < sorted.size() && sorted.get(end).timeMicros() < interval.closeMicros(open)) {
        end++;
      }

      List<Trade> inside = sorted.subList(next, end);
      if (interval.closeMicros(open) <= closedThrough) {
        bars.add(traded(interval, open, inside));
      }

      next = end;
      if (emptyBars == EmptyBars.FLAT) {
        long nextTrade = next == sorted.size() ? Long.MAX_VALUE : sorted.get(next).timeMicros();
        long quiet = Math.min(closedThrough, nextTrade);
        String close = number(inside.get(inside.size() - 1).price());
        long flat = interval.closeMicros(open);
        while (interval.closeMicros(flat) <= quiet) {
          bars.add(flat(interval, flat, close));
          flat = interval.closeMicros(flat);
        }
      }
    }

    return bars;
  }

  private static String flat(CandleInterval interval, long open, String close) {
    return "%s %d %s %s %s %s 0 0 0 - 0 null null"
        .formatted(interval.label(), open, close, close, close, close);
  }

  private static String traded(CandleInterval interval, long open, List<Trade> trades) {
    var volume = trades.stream().map(Trade::quantity).reduce(BigDecimal::add);
    var quote = trades.stream().map(t -> t.price().multiply(t.quantity())).reduce(BigDecimal::add);
    var buys =
        trades.stream()
            .filter(Trade::buy)
            .map(Trade::quantity)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    Trade first = trades.get(0);
    Trade last = trades.get(trades.size() - 1);
    return String.join(
        " ",
        interval.label(),
        Long.toString(open),
        number(first.price()),
        number(trades.stream().map(Trade::price).max(Comparator.naturalOrder()).orElseThrow()),
        number(trades.stream().map(Trade::price).min(Comparator.naturalOrder()).orElseThrow()),
        number(last.price()),
        number(volume.orElseThrow()),
        number(quote.orElseThrow()),
        number(buys),
        volume.orElseThrow().signum() == 0
            ? "-"
            : number(quote.orElseThrow().divide(volume.orElseThrow(), 18, RoundingMode.HALF_EVEN)),
        trades.size() + " " + first.sequence() + " " + last.sequence());
  }

  private static String number(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
