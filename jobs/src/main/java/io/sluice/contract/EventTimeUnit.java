package io.sluice.contract;

import java.util.Locale;

/** How a time is written on the wire. All of them are UTC or carry their offset. */
public enum EventTimeUnit {
  /** Whole seconds since the epoch. */
  S,
  /** Whole milliseconds since the epoch. */
  MS,
  /** Whole microseconds since the epoch. */
  US,
  /** Whole nanoseconds since the epoch; columns keep microseconds, so these are floored. */
  NS,
  /**
   * ISO 8601 text with an offset or Z, such as 2024-01-01T00:00:00.123Z; floored to microseconds.
   */
  ISO8601;

  /** The name in a contract. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
