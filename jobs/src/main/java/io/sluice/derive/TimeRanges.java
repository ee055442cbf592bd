package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.Column;

/**
 * Ranges of time, as a filter that the table's partitions and file statistics can use. One old
 * trade among today's names two days, and not all the days between them.
 *
 * @param ranges ascending and disjoint, µs since the epoch UTC, the end exclusive
 */
record TimeRanges(List<Range> ranges) {
  static final long DAY_MICROS = 86_400_000_000L;

  /** More ranges than this are joined, the closest first: a filter is no place for thousands. */
  static final int MOST = 64;

  TimeRanges {
    ranges = List.copyOf(ranges);
  }

  /** From {@code fromMicros} up to {@code toMicros}, exclusive. */
  record Range(long fromMicros, long toMicros) {}

  /** The days of these times, neighbours joined. */
  static TimeRanges daysOf(Collection<Long> micros) {
    TreeSet<Long> days = new TreeSet<>();
    micros.forEach(each -> days.add(Math.floorDiv(each, DAY_MICROS)));
    List<Range> ranges = new ArrayList<>();
    for (long day : days) {
      ranges.add(new Range(day * DAY_MICROS, (day + 1) * DAY_MICROS));
    }
    return of(ranges);
  }

  /** Any ranges, joined where they touch. */
  static TimeRanges of(Collection<Range> any) {
    List<Range> sorted = new ArrayList<>(any);
    sorted.sort(java.util.Comparator.comparingLong(Range::fromMicros));
    long gap = 0;
    List<Range> joined = joined(sorted, gap);
    while (joined.size() > MOST) {
      gap = Math.max(DAY_MICROS, 2 * gap);
      joined = joined(sorted, gap);
    }
    return new TimeRanges(joined);
  }

  private static List<Range> joined(List<Range> sorted, long gap) {
    List<Range> joined = new ArrayList<>();
    for (Range range : sorted) {
      Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && range.fromMicros() - gap <= last.toMicros()) {
        joined.set(
            joined.size() - 1,
            new Range(last.fromMicros(), Math.max(last.toMicros(), range.toMicros())));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  /** Rows whose time lies in one of the ranges. */
  Column hold(String timeColumn) {
    Column any = lit(false);
    for (Range range : ranges) {
      any =
          any.or(
              col(timeColumn)
                  .geq(lit(CandleRows.instant(range.fromMicros())))
                  .and(col(timeColumn).lt(lit(CandleRows.instant(range.toMicros())))));
    }
    return any;
  }
}
