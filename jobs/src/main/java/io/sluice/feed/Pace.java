package io.sluice.feed;

/** Says when a record is due; the feeder waits. Times are nanoseconds of a monotonic clock. */
public interface Pace {
  /** How long to wait from {@code now} before this record is sent; 0 or less: it is due. */
  long nanosUntilDue(FeedRecord next, long now);

  /** As fast as the broker takes them. */
  static Pace unlimited() {
    return (next, now) -> 0;
  }

  /** This many records per second, evenly spaced; what fell behind is caught up. */
  static Pace atRate(double recordsPerSecond) {
    return new Rate(recordsPerSecond);
  }

  /**
   * As the event times advance, {@code speed} times as fast. A record without a readable event time
   * or with an earlier one than the first goes with its predecessor.
   */
  static Pace replay(double speed) {
    return new Replay(speed);
  }

  /** Evenly spaced in time. */
  final class Rate implements Pace {
    private final double nanosPerRecord;
    private long started;
    private long asked;

    private Rate(double recordsPerSecond) {
      this.nanosPerRecord = 1e9 / recordsPerSecond;
    }

    @Override
    public long nanosUntilDue(FeedRecord next, long now) {
      if (asked == 0) {
        this.started = now;
      }

      long due = (long) (this.asked++ * nanosPerRecord);
      return due - (now - started);
    }
  }

  /** As far apart as the events were. */
  final class Replay implements Pace {
    private final double speed;
    private long firstEventMicros = FeedRecord.NO_EVENT_TIME;
    private long started;

    private Replay(double speed) {
      this.speed = speed;
    }

    @Override
    public long nanosUntilDue(FeedRecord next, long now) {
      if (next.eventTimeMicros() == FeedRecord.NO_EVENT_TIME) {
        return 0;
      }

      if (firstEventMicros == FeedRecord.NO_EVENT_TIME) {
        this.firstEventMicros = next.eventTimeMicros();
        this.started = now;
      }

      double micros = (next.eventTimeMicros() - firstEventMicros) / speed;
      return (long) (micros * 1_000) - (now - started);
    }
  }
}
