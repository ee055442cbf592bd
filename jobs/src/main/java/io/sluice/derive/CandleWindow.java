package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.market.CandleInterval;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * A stretch of time whose bars are in question, µs since the epoch UTC, end exclusive; {@link
 * Long#MIN_VALUE} as its start means from the beginning.
 */
record CandleWindow(long fromMicros, long toMicros) {
  boolean fromTheBeginning() {
    return fromMicros == Long.MIN_VALUE;
  }

  /** Rows whose time lies in the stretch. */
  Column holds(String timeColumn) {
    Column before = col(timeColumn).lt(lit(CandleRows.instant(toMicros)));
    return fromTheBeginning()
        ? before
        : col(timeColumn).geq(lit(CandleRows.instant(fromMicros))).and(before);
  }

  /**
   * The published bars that say something about the stretch: of each interval those in the windows
   * of the coarser ones that hold it, as a roll-up needs all of a window's bars.
   */
  Column siblings() {
    if (fromTheBeginning()) {
      return lit(true);
    }
    Column any = lit(false);
    for (CandleInterval interval : CandleInterval.values()) {
      any =
          any.or(
              col("interval")
                  .equalTo(interval.label())
                  .and(
                      col("open_time")
                          .geq(lit(CandleRows.instant(firstSibling(interval, fromMicros))))));
    }
    return any;
  }

  /** Where the bars of an interval start that share a coarser window with the bar at a time. */
  static long firstSibling(CandleInterval interval, long micros) {
    List<CandleInterval> windows = new ArrayList<>(interval.coarser());
    windows.add(interval);
    return windows.stream().mapToLong(window -> window.openMicros(micros)).min().getAsLong();
  }

  /** Where the windows end that share a coarser window with the bar at a time. */
  static long afterLastSibling(CandleInterval interval, long micros) {
    List<CandleInterval> windows = new ArrayList<>(interval.coarser());
    windows.add(interval);
    return windows.stream()
        .mapToLong(window -> window.closeMicros(window.openMicros(micros)))
        .max()
        .getAsLong();
  }
}
