package io.sluice.state;

import java.time.Instant;

/** Times as microseconds since the epoch, UTC: what the tables and the summaries hold. */
public final class Micros {
  private static final long PER_SECOND = 1_000_000L;

  private Micros() {}

  /** The microseconds of an instant; what is finer is cut off. */
  public static long of(Instant instant) {
    // Not ChronoUnit.MICROS.between: that counts nanoseconds, which overflow in the year 2262.
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1_000);
  }

  /** The instant of so many microseconds. */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
  }
}
