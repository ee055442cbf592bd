package io.sluice.audit;

import java.util.Map;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Which bars are to be read.
 *
 * @param byInterval when they open
 */
record BarTimes(Map<String, DayRanges> byInterval) {
  /** Iceberg's filter. */
  Expression within() {
    Expression any = Expressions.alwaysFalse();
    for (var each : byInterval.entrySet()) {
      any =
          Expressions.or(
              any,
              Expressions.and(
                  Expressions.equal("interval", each.getKey()),
                  each.getValue().within("open_time")));
    }
    return any;
  }

  /** The same as a SQL predicate. */
  String predicate() {
    StringBuilder predicate = new StringBuilder("(false");
    byInterval.forEach(
        (interval, times) ->
            predicate
                .append(" OR (interval = '")
                .append(interval)
                .append("' AND ")
                .append(times.predicate("open_time"))
                .append(')'));
    return predicate.append(')').toString();
  }
}
