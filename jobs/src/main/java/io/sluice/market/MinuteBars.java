package io.sluice.market;

import io.sluice.contract.EmptyBars;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The one-minute bars of a symbol as they should be: rebuilt over published, gaps by the policy.
 */
final class MinuteBars {
  private MinuteBars() {}

  static NavigableMap<Long, Candle> upToDate(
      CandleRevision.Request request, NavigableMap<Long, Candle> published) {
    NavigableMap<Long, Candle> bars = new TreeMap<>(published);
    request
        .reconcile()
        .ifPresent(range -> bars.subMap(range.fromMicros(), true, range.toMicros(), false).clear());
    for (Candle bar : request.rebuilt()) {
      bars.put(bar.openTimeMicros(), bar);
    }

    if (request.emptyBars() == EmptyBars.FLAT) {
      flatten(request, bars);
    }

    return bars;
  }

  /** Gives each minute without trades the close before it, from the first one in question on. */
  private static void flatten(CandleRevision.Request request, NavigableMap<Long, Candle> bars) {
    Map.Entry<Long, Candle> known = bars.lowerEntry(firstMinuteInQuestion(request));
    Candle previous = known == null ? null : known.getValue();
    Long minute = bars.isEmpty() ? null : bars.firstKey();
    if (previous != null) {
      minute = previous.closeTimeMicros();
    }

    while (minute != null && minute < request.closedThroughMicros()) {
      Candle bar = bars.get(minute);
      if (bar != null && bar.isEmpty() && previous == null && request.reconcile().isPresent()) {
        // The trade that this flat bar went back to is gone, and so is the symbol's first bar.
        bars.remove(minute);
        minute = bars.higherKey(minute);
        continue;
      }

      if (previous != null && (bar == null || bar.isEmpty())) {
        bar = Candle.flat(previous, minute);
        bars.put(minute, bar);
      }

      previous = bar;
      minute = bar.closeTimeMicros();
    }
  }

  private static long firstMinuteInQuestion(CandleRevision.Request request) {
    // Where nothing was closed before, there is no telling from closedFrom; the bars tell it.
    boolean begun = request.closedFromMicros() != Long.MIN_VALUE;
    long first = begun ? request.closedFromMicros() : request.closedThroughMicros();
    for (Candle bar : request.rebuilt()) {
      first = Math.min(first, bar.openTimeMicros());
    }

    return Math.min(first, request.reconcile().map(CandleRevision.Range::fromMicros).orElse(first));
  }
}
