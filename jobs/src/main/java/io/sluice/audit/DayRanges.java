package io.sluice.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * A set of days, UTC: what is read of a table follows the days in question and not the time from
 * the first to the last of them.
 */
final class DayRanges {
  /** More terms make a filter slower than the rows that it would spare. */
  static final int MOST = 100;

  /** In µs. */
  static final long DAY = 86_400_000_000L;

  /** Every time that a table can hold. */
  static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

  private final NavigableMap<Long, Range> ranges = new TreeMap<>();

  /** From a time up to but not including another, µs since the epoch. */
  record Range(long from, long to) {}

  /** The days of a column in these files, by their own statistics. */
  static DayRanges of(Collection<DataFile> files, int column) {
    DayRanges days = new DayRanges();
    for (DataFile file : files) {
      if (file.recordCount() > 0) {
        Range times = timesOf(file, column);
        if (times.equals(ALL)) {
          days.put(ALL);
        } else {
          days.add(times.from(), times.to() - 1);
        }
      }
    }
    return days;
  }

  /** The times of a column in a file, by its own statistics; every time where it has none. */
  static Range timesOf(DataFile file, int column) {
    Long low = bound(file.lowerBounds(), column);
    Long high = bound(file.upperBounds(), column);
    return low == null || high == null ? ALL : new Range(low, high + 1);
  }

  private static Long bound(Map<Integer, ByteBuffer> bounds, int column) {
    ByteBuffer bound = bounds == null ? null : bounds.get(column);
    return bound == null ? null : Conversions.fromByteBuffer(Types.TimestampType.withZone(), bound);
  }

  /** Adds the days from one time to another, both inclusive, µs since the epoch. */
  DayRanges add(long from, long to) {
    if (from <= to) {
      long last = Math.floorDiv(to, DAY);
      put(new Range(Math.floorDiv(from, DAY) * DAY, (last + 1) * DAY));
    }
    return this;
  }

  /** Adds a time itself, not its days: from one instant up to but not including another. */
  DayRanges addTime(long from, long to) {
    if (from < to) {
      put(new Range(from, to));
    }
    return this;
  }

  DayRanges addEverything() {
    put(ALL);
    return this;
  }

  /** Whether a time lies between two others, both inclusive. */
  boolean meets(long low, long high) {
    Map.Entry<Long, Range> before = ranges.floorEntry(high);
    return before != null && before.getValue().to() > low;
  }

  DayRanges addAll(DayRanges others) {
    others.ranges.values().forEach(this::put);
    return this;
  }

  private void put(Range range) {
    Range all = range;
    for (var next = ranges.floorEntry(all.to());
        next != null && next.getValue().to() >= all.from();
        next = ranges.floorEntry(all.to())) {
      ranges.remove(next.getKey());
      all =
          new Range(
              Math.min(all.from(), next.getValue().from()),
              Math.max(all.to(), next.getValue().to()));
    }
    ranges.put(all.from(), all);
    if (ranges.size() > MOST) {
      closeSmallestGap();
    }
  }

  private void closeSmallestGap() {
    List<Range> all = List.copyOf(ranges.values());
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i++) {
      places.add(i);
    }
    int at =
        places.stream()
            .min(Comparator.comparingLong(i -> all.get(i + 1).from() - all.get(i).to()))
            .orElseThrow();
    ranges.remove(all.get(at + 1).from());
    ranges.put(all.get(at).from(), new Range(all.get(at).from(), all.get(at + 1).to()));
  }

  /** The ranges of days in their order; no two of them touch. */
  List<Range> ranges() {
    return List.copyOf(ranges.values());
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** The first time; there must be one. */
  long first() {
    return ranges.firstKey();
  }

  /** The end of the last range; there must be one. */
  long last() {
    return ranges.lastEntry().getValue().to();
  }

  /** Iceberg's filter: the column is within one of the days. */
  Expression within(String column) {
    Expression any = Expressions.alwaysFalse();
    for (Range range : ranges.values()) {
      any =
          Expressions.or(
              any,
              range.equals(ALL)
                  ? Expressions.alwaysTrue()
                  : Expressions.and(
                      Expressions.greaterThanOrEqual(column, range.from()),
                      Expressions.lessThan(column, range.to())));
    }
    return any;
  }

  /** The same as a SQL predicate. */
  String predicate(String column) {
    StringBuilder any = new StringBuilder("(false");
    for (Range range : ranges.values()) {
      any.append(
          range.equals(ALL)
              ? " OR true"
              : " OR (%1$s >= timestamp_micros(%2$dL) AND %1$s < timestamp_micros(%3$dL))"
                  .formatted(column, range.from(), range.to()));
    }
    return any.append(')').toString();
  }
}
