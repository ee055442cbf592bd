package io.sluice.derive;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Brings the bars up to date again and again, until it is stopped. */
public final class CandleLoop implements Runnable {
  private final CandleBuilder builder;
  private final Duration interval;
  private final Consumer<CandleResult> report;
  private final CountDownLatch stopped = new CountDownLatch(1);

  public CandleLoop(CandleBuilder builder, Duration interval, Consumer<CandleResult> report) {
    this.builder = builder;
    this.interval = interval;
    this.report = report;
  }

  @Override
  public void run() {
    try {
      do {
        CandleResult result = builder.advance();
        if (result.changed()) {
          report.accept(result);
        }
      } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the loop after the batch at hand. */
  public void stop() {
    stopped.countDown();
  }
}
