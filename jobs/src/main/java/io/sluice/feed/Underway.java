package io.sluice.feed;

import java.util.concurrent.TimeUnit;

/** Counts the records that the broker has not answered yet. Safe for several threads. */
final class Underway {
  private long count;

  synchronized void begin() {
    this.count++;
  }

  synchronized void end() {
    this.count--;
    if (count == 0) {
      notifyAll();
    }
  }

  synchronized long count() {
    return count;
  }

  /** Waits until none is under way, or until {@code System.nanoTime()} is past the deadline. */
  synchronized void awaitNone(long deadlineNanos) throws InterruptedException {
    long left = deadlineNanos - System.nanoTime();
    while (count > 0 && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadlineNanos - System.nanoTime();
    }
  }
}
