package io.sluice.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Times in any number of ranges, those that touch or overlap merged; in their order. */
public final class Ranges implements Serializable {
  /** No time at all. */
  public static final Ranges NONE = of(List.of());

  private static final long serialVersionUID = 1L;

  private final TreeMap<Long, Long> endByStart = new TreeMap<>();

  private Ranges() {}

  /** All times of the ranges. */
  public static Ranges of(Collection<Range> ranges) {
    Ranges merged = new Ranges();
    for (Range range :
        ranges.stream().sorted(Comparator.comparingLong(Range::fromMicros)).toList()) {
      Map.Entry<Long, Long> before = merged.endByStart.lastEntry();
      if (range.isEmpty()) {
        continue;
      }

      if (before != null && before.getValue() >= range.fromMicros()) {
        merged.endByStart.put(before.getKey(), Math.max(before.getValue(), range.toMicros()));
      } else {
        merged.endByStart.put(range.fromMicros(), range.toMicros());
      }
    }

    return merged;
  }

  /** Whether any time of the range is among them. */
  public boolean meets(Range range) {
    Map.Entry<Long, Long> before = endByStart.lowerEntry(range.toMicros());
    return before != null && before.getValue() > range.fromMicros();
  }

  /** Whether the time is among them. */
  public boolean holds(long micros) {
    Map.Entry<Long, Long> before = endByStart.floorEntry(micros);
    return before != null && before.getValue() > micros;
  }

  /** The merged ranges, by time. */
  public List<Range> list() {
    List<Range> list = new ArrayList<>(endByStart.size());
    endByStart.forEach((from, to) -> list.add(new Range(from, to)));
    return list;
  }

  public boolean isEmpty() {
    return endByStart.isEmpty();
  }

  /** The earliest time; not to be asked of no time at all. */
  public long first() {
    return endByStart.firstKey();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ranges ranges && ranges.endByStart.equals(endByStart);
  }

  @Override
  public int hashCode() {
    return endByStart.hashCode();
  }

  @Override
  public String toString() {
    return endByStart.toString();
  }
}
