package io.sluice.driver;

import io.sluice.contract.Contract;
import io.sluice.ingest.IngestOptions;
import io.sluice.ingest.IngestQuery;
import io.sluice.lake.Lake;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One dataset's ingest on a thread of its own, started again after each failure. */
final class IngestLoop {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** A query that has run for so long has got over what ended the one before. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final Lake lake;
  private final Contract contract;
  private final IngestOptions options;
  private final Clock clock;
  private final Trouble trouble;
  private final BackOff backOff = new BackOff(FIRST_PAUSE, LONGEST_PAUSE);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private final Runnable onHopeless;
  private volatile IngestQuery running;
  private volatile Instant failedAt;
  private volatile RuntimeException hopeless;

  /**
   * Not started yet.
   *
   * @param onHopeless called after a failure that trying again hardly mends
   */
  IngestLoop(
      Lake lake, Contract contract, IngestOptions options, Clock clock, Runnable onHopeless) {
    this.lake = lake;
    this.contract = contract;
    this.options = options;
    this.clock = clock;
    this.onHopeless = onHopeless;
    this.trouble = new Trouble("Ingest of " + contract.dataset());
    this.thread = new Thread(this::run, "ingest-" + contract.dataset());
  }

  void start() {
    thread.start();
  }

  /** Why trying again is not expected to help; empty while it runs or may run again. */
  Optional<RuntimeException> hopeless() {
    return Optional.ofNullable(hopeless);
  }

  /** Ends the query, and waits until it has ended. */
  void stop() throws InterruptedException {
    stopped.countDown();
    IngestQuery query = running;
    if (query != null) {
      query.stop();
    }
    thread.join();
  }

  /** Says that a failure is over once the query has settled again. */
  void look() {
    Instant failed = failedAt;
    if (failed != null && running != null && clock.instant().isAfter(failed.plus(SETTLED))) {
      failedAt = null;
      hopeless = null;
      backOff.succeeded();
      trouble.over();
    }
  }

  private void run() {
    try {
      while (stopped.getCount() > 0) {
        if (ran()) {
          return;
        }
        Duration pause = backOff.pause(ThreadLocalRandom.current().nextDouble());
        var unused = stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False where it failed and is to be tried again. */
  private boolean ran() {
    IngestQuery query = new IngestQuery(lake, contract, options, clock);
    running = query;
    try {
      if (stopped.getCount() > 0) {
        query.run();
      }
      return stopped.getCount() == 0;
    } catch (RuntimeException e) {
      if (stopped.getCount() == 0) {
        return true;
      }
      running = null;
      backOff.failed();
      failedAt = clock.instant();
      trouble.report(e);
      if (!Transients.is(e)) {
        hopeless = e;
        onHopeless.run();
      }
      return false;
    }
  }
}
