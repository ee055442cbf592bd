package io.sluice.market;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Times from {@code fromMicros} up to {@code toMicros}, exclusive; whole minutes, UTC. */
public record Range(long fromMicros, long toMicros) implements Serializable {
  /** The start of a range that goes back to the first time there is. */
  public static final long BEGINNING = Long.MIN_VALUE;

  public Range {
    if (fromMicros > toMicros) {
      throw new IllegalArgumentException(
          "Cannot make a range: from %d lies after to: %d".formatted(fromMicros, toMicros));
    }
  }

  /** The one minute that opens then. */
  public static Range minute(long openMicros) {
    return new Range(openMicros, openMicros + CandleInterval.MINUTE_MICROS);
  }

  /** Whether there is no time in it. */
  public boolean isEmpty() {
    return fromMicros == toMicros;
  }

  /** Whether the time lies in it. */
  public boolean holds(long micros) {
    return micros >= fromMicros && micros < toMicros;
  }

  /** This range cut at the borders of calendar months, by time. */
  public List<Range> months() {
    List<Range> months = new ArrayList<>();
    long from = fromMicros;
    while (from < toMicros) {
      long to = Math.min(toMicros, monthAfter(from));
      months.add(new Range(from, to));
      from = to;
    }

    return months;
  }

  /** When the calendar month of a time ends. */
  public static long monthAfter(long micros) {
    return CandleInterval.ONE_MONTH.closeMicros(CandleInterval.ONE_MONTH.openMicros(micros));
  }
}
