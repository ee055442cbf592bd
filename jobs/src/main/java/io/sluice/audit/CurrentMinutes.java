package io.sluice.audit;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;

/** The bar that each symbol's last trade went to: the next one mostly goes there as well. */
final class CurrentMinutes {
  private final MinuteBars bars;
  private final MinuteFilter filter;
  private final Leading symbol = new Leading(2);
  private final Map<Leading, Current> current = new HashMap<>();

  CurrentMinutes(MinuteBars bars, MinuteFilter filter) {
    this.bars = bars;
    this.filter = filter;
  }

  private static final class Current {
    private long minute = Long.MIN_VALUE;
    private MinuteBar bar;
  }

  /** The bar of a row's symbol and minute; null where it is not gathered. */
  MinuteBar of(InternalRow row, int symbolAt, long minute) {
    if (!symbol.take(row, symbolAt)) {
      return null;
    }
    Current now = current.get(symbol);
    if (now == null) {
      now = new Current();
      current.put(symbol.copy(), now);
    }
    if (now.minute != minute) {
      now.minute = minute;
      now.bar = filter.takes(symbol, minute) ? bars.of(symbol, minute) : null;
    }
    return now.bar;
  }
}
