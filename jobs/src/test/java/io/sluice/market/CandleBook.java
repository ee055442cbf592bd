package io.sluice.market;

import io.sluice.contract.EmptyBars;
import io.sluice.market.CandleRevision.Range;
import io.sluice.market.CandleRevision.Request;
import io.sluice.market.CandleRevision.Result;
import io.sluice.market.MarketStory.Trade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One symbol's trades and published bars in memory, kept up to date as a candle job does it: batch
 * by batch, reading no more published bars than {@link Request} asks for.
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
    Set<Long> minutes = new TreeSet<>();
    arrived.forEach(trade -> minutes.add(trade.minute()));
    trades.stream().map(Trade::minute).filter(minute -> minute >= closedFrom).forEach(minutes::add);
    minutes.removeIf(minute -> minute >= micros);
    closedThrough = micros;
    return apply(request(rebuilt(minutes), closedFrom, "late", Optional.empty()));
  }

  Result reconcile(long fromMicros, long toMicros) {
    Range range = new Range(fromMicros, toMicros);
    Set<Long> minutes =
        trades.stream()
            .map(Trade::minute)
            .filter(minute -> minute >= fromMicros && minute < toMicros && minute < closedThrough)
            .collect(Collectors.toSet());
    return apply(request(rebuilt(minutes), closedThrough, "reconcile", Optional.of(range)));
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

  /** What revising once more would change; nothing, if revision is idempotent. */
  Result again(Request request) {
    return CandleRevision.revise(
        new Request(
            published(),
            request.rebuilt(),
            request.closedFromMicros(),
            request.closedThroughMicros(),
            request.emptyBars(),
            request.reason(),
            request.reconcile()));
  }

  private Result apply(Request request) {
    Result result = CandleRevision.revise(request);
    result.added().forEach(bar -> expect(published.put(Key.of(bar), bar) == null, bar));
    result.revised().forEach(bar -> expect(published.put(Key.of(bar), bar) != null, bar));
    result.removed().forEach(bar -> expect(published.remove(Key.of(bar)) != null, bar));
    Result again = again(request);
    if (!again.isEmpty()) {
      throw new AssertionError("a second identical pass changes bars: " + again);
    }

    return result;
  }

  private static void expect(boolean met, Candle bar) {
    if (!met) {
      throw new AssertionError("added, revised and removed do not fit what is published: " + bar);
    }
  }

  private Request request(
      List<Candle> rebuilt, long closedFrom, String reason, Optional<Range> reconcile) {
    Reach reach = new Reach(rebuilt, closedFrom, closedThrough, emptyBars, reconcile);
    List<Candle> existing =
        published.values().stream()
            .filter(bar -> reach.touches(bar) || reach.touchesParent(bar))
            .collect(Collectors.toCollection(ArrayList::new));
    if (emptyBars == EmptyBars.FLAT) {
      published(CandleInterval.ONE_MINUTE).stream()
          .filter(bar -> bar.openTimeMicros() < reach.firstMinute())
          .reduce((earlier, later) -> later)
          .filter(bar -> !reach.touches(bar) && !reach.touchesParent(bar))
          .ifPresent(existing::add);
    }

    return new Request(existing, rebuilt, closedFrom, closedThrough, emptyBars, reason, reconcile);
  }

  private List<Candle> rebuilt(Set<Long> minutes) {
    return MarketStory.minuteBars(
        trades.stream().filter(trade -> minutes.contains(trade.minute())).toList());
  }

  /** Which published bars a request must see, and no more: its contract read literally. */
  private record Reach(
      List<Candle> rebuilt,
      long closedFrom,
      long closedThrough,
      EmptyBars emptyBars,
      Optional<Range> reconcile,
      long firstMinute) {

    Reach(
        List<Candle> rebuilt,
        long closedFrom,
        long closedThrough,
        EmptyBars emptyBars,
        Optional<Range> reconcile) {
      this(
          rebuilt,
          closedFrom,
          closedThrough,
          emptyBars,
          reconcile,
          firstMinute(rebuilt, closedFrom, closedThrough, reconcile));
    }

    boolean touchesParent(Candle bar) {
      return bar.interval().coarser().stream()
          .anyMatch(coarser -> touches(coarser, bar.openTimeMicros()));
    }

    boolean touches(Candle bar) {
      return touches(bar.interval(), bar.openTimeMicros());
    }

    private static long firstMinute(
        List<Candle> rebuilt, long closedFrom, long closedThrough, Optional<Range> reconcile) {
      long first = closedFrom == Long.MIN_VALUE ? closedThrough : closedFrom;
      for (Candle bar : rebuilt) {
        first = Math.min(first, bar.openTimeMicros());
      }

      return Math.min(first, reconcile.map(Range::fromMicros).orElse(first));
    }

    private boolean touches(CandleInterval interval, long micros) {
      long open = interval.openMicros(micros);
      long close = interval.closeMicros(open);
      return (close > closedFrom && close <= closedThrough)
          || reconcile.filter(range -> range.meets(open, close)).isPresent()
          || (emptyBars == EmptyBars.FLAT && close > firstMinute && open < closedThrough)
          || rebuilt.stream().anyMatch(bar -> interval.openMicros(bar.openTimeMicros()) == open);
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
