package io.sluice.decode;

import io.sluice.contract.EventTimeUnit;
import io.sluice.contract.Field;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A TIMESTAMP in microseconds since the epoch, UTC; finer times are floored. */
final class TimestampColumn extends Column {
  private static final int LONGEST_TEXT = 64;

  private final LongReader reader = new LongReader();
  private final EventTimeUnit unit;
  private boolean bounded;
  private long earliestMicros = Long.MIN_VALUE;
  private long maxFutureMicros;
  private long maxLatenessMicros = Long.MAX_VALUE;

  TimestampColumn(Field field) {
    super(field);
    unit = field.unit().orElseThrow();
  }

  /** Makes this the event time: it must be in a window around the broker's clock. */
  void bound(Instant earliest, Duration maxFuture, Optional<Duration> maxLateness) {
    bounded = true;
    earliestMicros = micros(earliest);
    maxFutureMicros = TimeUnit.MICROSECONDS.convert(maxFuture);
    maxLatenessMicros = maxLateness.map(TimeUnit.MICROSECONDS::convert).orElse(Long.MAX_VALUE);
  }

  @Override
  Reject read(long brokerTimeMillis) {
    Reject problem =
        switch (unit) {
          case S -> integer(1_000_000);
          case MS -> integer(1_000);
          case US -> integer(1);
          case NS -> nanos();
          case ISO8601 -> iso8601();
        };
    return problem != null || !bounded ? problem : outOfRange(brokerTimeMillis);
  }

  private Reject outOfRange(long brokerTimeMillis) {
    if (low < earliestMicros) {
      return reject(RejectReason.TIME_OUT_OF_RANGE, "is before " + instant(earliestMicros));
    }
    // TimeUnit does not overflow: a broker's time beyond all times becomes the last one.
    long latest = TimeUnit.MILLISECONDS.toMicros(brokerTimeMillis) + maxFutureMicros;
    boolean overflows = brokerTimeMillis > 0 && latest < 0;
    if (low > latest && !overflows) {
      String ahead = "is after %s, the broker's time + %s";
      return reject(
          RejectReason.TIME_OUT_OF_RANGE,
          ahead.formatted(instant(latest), Duration.ofMillis(maxFutureMicros / 1_000)));
    }
    return tooLate(brokerTimeMillis);
  }

  private Reject tooLate(long brokerTimeMillis) {
    if (maxLatenessMicros == Long.MAX_VALUE || brokerTimeMillis >= RecordDecoder.ANY_TIME) {
      return null;
    }
    long oldest = TimeUnit.MILLISECONDS.toMicros(brokerTimeMillis) - maxLatenessMicros;
    return low >= oldest
        ? null
        : reject(
            RejectReason.TOO_LATE,
            "is before %s, the broker's time - %s"
                .formatted(instant(oldest), Duration.ofMillis(maxLatenessMicros / 1_000)));
  }

  private Reject integer(long micros) {
    Reject problem = number();
    if (problem != null) {
      return problem;
    }
    long value = reader.value();
    low = value * micros;
    return Math.multiplyHigh(value, micros) == low >> 63 ? null : tooFar();
  }

  private Reject nanos() {
    Reject problem = number();
    low = Math.floorDiv(reader.value(), 1_000L);
    return problem;
  }

  private Reject number() {
    RejectReason problem =
        token == Token.INTEGER || isString()
            ? reader.read(buffer, start, end)
            : RejectReason.WRONG_TYPE;
    if (problem == null) {
      return null;
    }
    return problem == RejectReason.WRONG_TYPE
        ? wrongType("a time in %s since 1970".formatted(unit.label()))
        : tooFar();
  }

  private Reject iso8601() {
    if (!isString() || end - start > LONGEST_TEXT) {
      return wrongType("an ISO 8601 time with its offset");
    }
    String text = new String(buffer, start, end - start, StandardCharsets.UTF_8);
    try {
      low = micros(OffsetDateTime.parse(text).toInstant());
      return null;
    } catch (DateTimeException e) {
      return wrongType("an ISO 8601 time with its offset");
    } catch (ArithmeticException e) {
      return tooFar();
    }
  }

  private Reject tooFar() {
    return reject(RejectReason.DOES_NOT_FIT, "must fit microseconds in 64 bits");
  }

  private static long micros(Instant instant) {
    long seconds = Math.multiplyExact(instant.getEpochSecond(), 1_000_000L);
    return Math.addExact(seconds, instant.getNano() / 1_000);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH
        .plusSeconds(Math.floorDiv(micros, 1_000_000L))
        .plusNanos(Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
