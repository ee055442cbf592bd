package io.sluice.feed;

import io.sluice.contract.EventTimeUnit;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads event times as a contract writes them. Used to replay, never to judge a record. */
record EventTimes(EventTimeUnit unit) {
  /** Epoch microseconds, UTC; {@link FeedRecord#NO_EVENT_TIME} where the text is no such time. */
  long micros(String text) {
    try {
      return switch (unit) {
        case S -> Math.multiplyExact(Long.parseLong(text), 1_000_000L);
        case MS -> Math.multiplyExact(Long.parseLong(text), 1_000L);
        case US -> Long.parseLong(text);
        case NS -> Math.floorDiv(Long.parseLong(text), 1_000L);
        case ISO8601 -> micros(OffsetDateTime.parse(text).toInstant());
      };
    } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
      return FeedRecord.NO_EVENT_TIME;
    }
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
