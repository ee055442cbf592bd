package io.sluice.driver;

import java.time.Duration;

/** How long to wait after failures in a row: twice as long each time, up to a limit. Pure. */
final class BackOff {
  private final Duration first;
  private final Duration most;
  private int failures;

  BackOff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
  }

  void failed() {
    failures++;
  }

  void succeeded() {
    failures = 0;
  }

  /**
   * The pause before the next try; zero after a success.
   *
   * @param jitter from 0 to 1: many drivers must not all come back at once
   */
  Duration pause(double jitter) {
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration full = first;
    for (int doubled = 1; doubled < failures && full.compareTo(most) < 0; doubled++) {
      full = full.multipliedBy(2);
    }
    long millis = Math.min(full.toMillis(), most.toMillis());
    return Duration.ofMillis(millis / 2 + Math.round(millis / 2.0 * jitter));
  }
}
