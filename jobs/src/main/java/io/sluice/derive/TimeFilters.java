package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.market.CandleInterval;
import io.sluice.market.NeededBars;
import io.sluice.market.Range;
import io.sluice.market.Ranges;
import io.sluice.state.Micros;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.Column;

/** Times and bars as conditions: for Spark on rows, for Iceberg on the files that can hold them. */
final class TimeFilters {
  private TimeFilters() {}

  /** Rows whose time lies in one of the ranges: each is a bound of its own, so files between go. */
  static Column in(Ranges ranges, String timeColumn) {
    Column any = lit(false);
    for (Range range : ranges.list()) {
      any =
          any.or(
              col(timeColumn)
                  .geq(lit(Micros.instant(range.fromMicros())))
                  .and(col(timeColumn).lt(lit(Micros.instant(range.toMicros())))));
    }

    return any;
  }

  /** The bars that are needed. */
  static Column rows(NeededBars needed) {
    Column any = lit(false);
    for (CandleInterval interval : CandleInterval.values()) {
      any =
          any.or(
              col("interval")
                  .equalTo(interval.label())
                  .and(in(needed.openings(interval), "open_time")));
    }

    return any;
  }

  /** The files that can hold needed bars. */
  static Expression files(NeededBars needed) {
    Expression any = Expressions.alwaysFalse();
    for (CandleInterval interval : CandleInterval.values()) {
      any = Expressions.or(any, files(interval.label(), needed.openings(interval)));
    }

    return any;
  }

  /** The files that can hold bars of an interval which open in the ranges. */
  static Expression files(String interval, Ranges openings) {
    Expression times = Expressions.alwaysFalse();
    for (Range range : openings.list()) {
      times =
          Expressions.or(
              times,
              Expressions.and(
                  Expressions.greaterThanOrEqual("open_time", range.fromMicros()),
                  Expressions.lessThan("open_time", range.toMicros())));
    }

    return Expressions.and(Expressions.equal("interval", interval), times);
  }
}
