package io.sluice.identity;

import java.util.Map;
import java.util.TreeMap;

/** Collects longs in any order; quick where they come in ascending order without gaps. */
final class LongRangesBuilder {
  /** End by start of all ranges but the growing one: disjoint, never touching. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private boolean growing;
  private long start;
  private long end;

  /** Adds a value; false where it was there. */
  boolean add(long value) {
    if (growing) {
      if (value >= start && value <= end) {
        return false;
      }
      if (value - 1 == end && value != Long.MIN_VALUE && !ranges.containsKey(value)) {
        end = value;
        return true;
      }
    }
    Map.Entry<Long, Long> below = ranges.floorEntry(value);
    if (below != null && value <= below.getValue()) {
      return false;
    }
    park();
    growing = true;
    start = value;
    end = value;
    return true;
  }

  boolean isEmpty() {
    return !growing && ranges.isEmpty();
  }

  LongRanges build() {
    park();
    long[] starts = new long[ranges.size()];
    long[] ends = new long[ranges.size()];
    int size = 0;
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      starts[size] = range.getKey();
      ends[size++] = range.getValue();
    }
    return new LongRanges(starts, ends);
  }

  /** Puts the growing range among the others, joined with those that it touches. */
  private void park() {
    if (!growing) {
      return;
    }
    growing = false;
    Map.Entry<Long, Long> below = ranges.lowerEntry(start);
    if (below != null && below.getValue() == start - 1) {
      start = below.getKey();
    }
    Long above = end == Long.MAX_VALUE ? null : ranges.remove(end + 1);
    ranges.put(start, above == null ? end : above);
  }
}
