package io.sluice.derive;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Brings the bars of each dataset up to date again and again, until it is stopped. */
public final class CandleLoop implements Runnable {
  private final Map<String, CandleBuilder> builders;
  private final Duration interval;
  private final BiConsumer<String, CandleResult> report;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * Not started yet.
   *
   * @param builders by dataset
   * @param report receives what has changed, with the dataset
   */
  public CandleLoop(
      Map<String, CandleBuilder> builders,
      Duration interval,
      BiConsumer<String, CandleResult> report) {
    this.builders = builders;
    this.interval = interval;
    this.report = report;
  }

  @Override
  public void run() {
    try {
      do {
        builders.forEach(this::advance);
      } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void advance(String dataset, CandleBuilder builder) {
    CandleResult result = builder.advance();
    if (result.changed()) {
      report.accept(dataset, result);
    }
  }

  /** Ends the loop after the batch at hand. */
  public void stop() {
    stopped.countDown();
  }
}
