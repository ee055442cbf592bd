package io.sluice.audit;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Which minutes' bars are gathered: all from a time on, and single ones before it.
 *
 * @param since µs since the epoch
 * @param single by symbol, sorted, µs since the epoch
 */
record MinuteFilter(long since, Map<Leading, long[]> single) implements Serializable {
  static final MinuteFilter ALL = new MinuteFilter(Long.MIN_VALUE, Map.of());

  static MinuteFilter of(long since, Map<Leading, ? extends NavigableMap<Long, ?>> touched) {
    Map<Leading, long[]> single = new HashMap<>();
    touched.forEach(
        (symbol, minutes) -> single.put(symbol, sorted(minutes.headMap(since).keySet())));
    return new MinuteFilter(since, single);
  }

  private static long[] sorted(Collection<Long> minutes) {
    return minutes.stream().mapToLong(Long::longValue).toArray();
  }

  boolean takes(Leading symbol, long minute) {
    if (minute >= since) {
      return true;
    }
    long[] minutes = single.get(symbol);
    return minutes != null && Arrays.binarySearch(minutes, minute) >= 0;
  }
}
