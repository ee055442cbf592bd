package io.sluice.market;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The lengths of bars. Windows are aligned to UTC: weeks open on Monday, months are calendar
 * months. All times are microseconds since the epoch, negative before 1970.
 */
public enum CandleInterval {
  ONE_MINUTE("1m", Micros.MINUTE, null),
  FIVE_MINUTES("5m", 5 * Micros.MINUTE, ONE_MINUTE),
  FIFTEEN_MINUTES("15m", 15 * Micros.MINUTE, FIVE_MINUTES),
  ONE_HOUR("1h", 60 * Micros.MINUTE, FIFTEEN_MINUTES),
  FOUR_HOURS("4h", 240 * Micros.MINUTE, ONE_HOUR),
  ONE_DAY("1d", Micros.DAY, FOUR_HOURS),
  ONE_WEEK("1w", 7 * Micros.DAY, ONE_DAY),
  ONE_MONTH("1mo", Micros.CALENDAR, ONE_DAY);

  private final String label;

  /** Microseconds in a minute. */
  public static final long MINUTE_MICROS = 60_000_000L;

  /** A day without leap seconds. */
  public static final long DAY_MICROS = 1_440 * MINUTE_MICROS;

  private final long lengthMicros;
  private final CandleInterval finer;

  CandleInterval(String label, long lengthMicros, CandleInterval finer) {
    this.label = label;
    this.lengthMicros = lengthMicros;
    this.finer = finer;
  }

  /** The name in tables and on command lines, such as {@code 15m} or {@code 1mo}. */
  public String label() {
    return label;
  }

  /**
   * The interval of that label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CandleInterval of(String label) {
    return Arrays.stream(values())
        .filter(interval -> interval.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(label)));
  }

  /** When the bar that holds this instant opens: the last opening at or before it. */
  public long openMicros(long epochMicros) {
    return switch (this) {
      case ONE_MONTH ->
          LocalDate.ofEpochDay(Math.floorDiv(epochMicros, Micros.DAY))
                  .withDayOfMonth(1)
                  .toEpochDay()
              * Micros.DAY;
      case ONE_WEEK -> floor(epochMicros - Micros.FIRST_MONDAY) + Micros.FIRST_MONDAY;
      default -> floor(epochMicros);
    };
  }

  /** The exclusive end of the bar that opens at {@code openMicros}. */
  public long closeMicros(long openMicros) {
    if (this == ONE_MONTH) {
      LocalDate open = LocalDate.ofEpochDay(Math.floorDiv(openMicros, Micros.DAY));
      return open.plusMonths(1).toEpochDay() * Micros.DAY;
    }

    return openMicros + lengthMicros;
  }

  /** What this interval is rolled up from; empty for one minute, which is built from trades. */
  public Optional<CandleInterval> finer() {
    return Optional.ofNullable(finer);
  }

  /** The intervals rolled up from this one. */
  public List<CandleInterval> coarser() {
    return Arrays.stream(values()).filter(interval -> interval.finer == this).toList();
  }

  /** Whether {@code other} is rolled up from this interval, if over others in between. */
  boolean nestsIn(CandleInterval other) {
    return other.finer != null && (other.finer == this || nestsIn(other.finer));
  }

  private long floor(long micros) {
    return Math.floorDiv(micros, lengthMicros) * lengthMicros;
  }

  private static String unknown(String label) {
    String labels =
        Arrays.stream(values()).map(CandleInterval::label).collect(Collectors.joining(", "));
    return "Cannot read candle interval: must be one of " + labels + ": \"" + label + "\"";
  }

  /** Constants that the enum's own constructor calls may use. */
  private static final class Micros {
    static final long MINUTE = 60_000_000L;
    static final long DAY = 1_440 * MINUTE;

    /** 1969-12-29, the Monday of the epoch's week. */
    static final long FIRST_MONDAY = -3 * DAY;

    /** Months have no one length. */
    static final long CALENDAR = 0;
  }
}
