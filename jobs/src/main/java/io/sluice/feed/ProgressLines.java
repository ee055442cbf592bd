package io.sluice.feed;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line every few seconds: for logs and pipes. */
final class ProgressLines implements Progress {
  private final PrintWriter out;
  private final long everyNanos;
  private final LongSupplier nanoClock;
  private final long startedNanos;
  private long printedNanos;
  private long printedRecords;

  ProgressLines(PrintWriter out, Duration every, LongSupplier nanoClock) {
    this.out = out;
    this.everyNanos = every.toNanos();
    this.nanoClock = nanoClock;
    this.startedNanos = nanoClock.getAsLong();
    this.printedNanos = startedNanos;
  }

  @Override
  public void at(long records) {
    long now = nanoClock.getAsLong();
    long passed = now - printedNanos;
    if (passed < everyNanos) {
      return;
    }

    out.printf(
        Locale.ROOT,
        "%,d records sent after %d s, %,.0f records/s%n",
        records,
        (now - startedNanos) / 1_000_000_000,
        (records - printedRecords) * 1e9 / passed);
    out.flush();
    this.printedNanos = now;
    this.printedRecords = records;
  }
}
