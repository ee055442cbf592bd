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
    for (Range range : request.inQuestion().list()) {
      bars.subMap(range.fromMicros(), true, range.toMicros(), false).clear();
    }

    for (Candle bar : request.rebuilt()) {
      bars.put(bar.openTimeMicros(), bar);
    }

    if (request.emptyBars() == EmptyBars.FLAT && !request.inQuestion().isEmpty()) {
      flatten(request, bars);
    }

    return bars;
  }

  /** Gives each minute without trades the close before it, from the first one in question on. */
  private static void flatten(CandleRevision.Request request, NavigableMap<Long, Candle> bars) {
    Map.Entry<Long, Candle> known = bars.lowerEntry(request.inQuestion().first());
    Candle previous = known == null ? null : known.getValue();
    Long minute = bars.isEmpty() ? null : bars.firstKey();
    if (previous != null) {
      minute = previous.closeTimeMicros();
    }

    while (minute != null && minute < request.closedThroughMicros()) {
      Candle bar = bars.get(minute);
      if (bar != null && bar.isEmpty() && previous == null) {
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
}
