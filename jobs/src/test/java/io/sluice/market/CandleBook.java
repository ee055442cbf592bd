package io.sluice.market;

import io.sluice.contract.EmptyBars;
import io.sluice.market.CandleRevision.Request;
import io.sluice.market.CandleRevision.Result;
import io.sluice.market.MarketStory.Trade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One symbol's trades and published bars in memory, kept up to date as a candle job does it: batch
 * by batch, reading no more published bars than {@link NeededBars} names.
 */
final class CandleBook {
  private final EmptyBars emptyBars;
  private final List<Trade> trades = new ArrayList<>();
  private final Map<Key, Candle> published = new TreeMap<>();
  private long closedThrough = Long.MIN_VALUE;

  CandleBook(EmptyBars emptyBars) {
    this.emptyBars = emptyBars;
  }

  Result closeThrough(String time, Trade... arrived) {
    return closeThrough(MarketStory.micros(time), Arrays.asList(arrived));
  }

  /** A batch: trades arrive, then time is closed up to a minute. */
  Result closeThrough(long micros, Collection<Trade> arrived) {
    long closedFrom = closedThrough;
    trades.addAll(arrived);
    List<Range> inQuestion = new ArrayList<>();
    inQuestion.add(new Range(closedFrom, Math.max(closedFrom, micros)));
    arrived.stream()
        .filter(trade -> trade.minute() < micros)
        .forEach(trade -> inQuestion.add(Range.minute(trade.minute())));
    closedThrough = micros;
    return apply(Ranges.of(inQuestion), closedFrom, "late");
  }

  Result reconcile(long fromMicros, long toMicros) {
    Range range = new Range(fromMicros, Math.max(fromMicros, Math.min(toMicros, closedThrough)));
    return apply(Ranges.of(List.of(range)), closedThrough, "reconcile");
  }

  /** Takes trades away again, as a hold does; the bars do not know yet. */
  void hold(Collection<Trade> held) {
    trades.removeAll(held);
  }

  void tamper(Candle bar) {
    published.put(Key.of(bar), bar);
  }

  void lose(Candle bar) {
    published.remove(Key.of(bar));
  }

  List<Candle> published() {
    return List.copyOf(published.values());
  }

  List<Candle> published(CandleInterval interval) {
    return published.values().stream().filter(bar -> bar.interval() == interval).toList();
  }

  List<Trade> trades() {
    return List.copyOf(trades);
  }

  long closedThrough() {
    return closedThrough;
  }

  private Result apply(Ranges inQuestion, long closedFrom, String reason) {
    List<Candle> rebuilt =
        MarketStory.minuteBars(
            trades.stream().filter(trade -> inQuestion.holds(trade.minute())).toList());
    NeededBars needed = NeededBars.of(inQuestion, emptyBars, closedThrough);
    List<Candle> existing =
        published().stream()
            .filter(bar -> needed.hold(bar.interval(), bar.openTimeMicros()))
            .toList();
    Result result = revise(existing, rebuilt, inQuestion, closedFrom, reason);
    if (!result.equals(revise(published(), rebuilt, inQuestion, closedFrom, reason))) {
      throw new AssertionError("all published bars say something else than the needed ones");
    }

    result.added().forEach(bar -> expect(published.put(Key.of(bar), bar) == null, bar));
    result.revised().forEach(bar -> expect(published.put(Key.of(bar), bar) != null, bar));
    result.removed().forEach(bar -> expect(published.remove(Key.of(bar)) != null, bar));
    Result again = revise(published(), rebuilt, inQuestion, closedFrom, reason);
    if (!again.isEmpty()) {
      throw new AssertionError("a second identical pass changes bars: " + again);
    }

    return result;
  }

  private Result revise(
      List<Candle> existing,
      List<Candle> rebuilt,
      Ranges inQuestion,
      long closedFrom,
      String reason) {
    return CandleRevision.revise(
        new Request(existing, rebuilt, inQuestion, closedFrom, closedThrough, emptyBars, reason));
  }

  private static void expect(boolean met, Candle bar) {
    if (!met) {
      throw new AssertionError("added, revised and removed do not fit what is published: " + bar);
    }
  }

  private record Key(CandleInterval interval, long openMicros) implements Comparable<Key> {
    static Key of(Candle bar) {
      return new Key(bar.interval(), bar.openTimeMicros());
    }

    @Override
    public int compareTo(Key other) {
      return Comparator.comparing(Key::interval)
          .thenComparingLong(Key::openMicros)
          .compare(this, other);
    }
  }
}
