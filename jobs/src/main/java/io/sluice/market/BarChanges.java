package io.sluice.market;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;

/** How the bars of one interval differ from the published ones, by time. */
record BarChanges(List<Candle> added, List<Candle> revised, List<Candle> removed) {

  static BarChanges between(
      NavigableMap<Long, Candle> published,
      NavigableMap<Long, Candle> current,
      CandleRevision.Request request) {
    BarChanges changes = new BarChanges(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Candle bar : current.values()) {
      Candle before = published.get(bar.openTimeMicros());
      if (before == null) {
        boolean late = request.closedBefore(bar.closeTimeMicros());
        changes.added.add(bar.withRevision(0, late ? request.reason() : null));
      } else if (!before.sameBar(bar)) {
        changes.revised.add(bar.withRevision(before.revision() + 1, request.reason()));
      }
    }

    for (Candle bar : published.values()) {
      if (!current.containsKey(bar.openTimeMicros())) {
        changes.removed.add(bar.withRevision(bar.revision(), request.reason()));
      }
    }

    return changes;
  }

  /** Whether the bar is written again anyway. */
  boolean changes(Candle bar) {
    return openings().contains(bar.openTimeMicros());
  }

  /** When the bars open that differ, microseconds since the epoch. */
  NavigableSet<Long> openings() {
    NavigableSet<Long> openings = new TreeSet<>();
    for (List<Candle> bars : List.of(added, revised, removed)) {
      bars.forEach(bar -> openings.add(bar.openTimeMicros()));
    }

    return openings;
  }
}
