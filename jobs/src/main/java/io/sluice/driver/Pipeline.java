package io.sluice.driver;

import io.sluice.contract.Contract;
import io.sluice.derive.CandleBuilder;
import io.sluice.failure.ConflictException;
import io.sluice.ingest.IngestOptions;
import io.sluice.ingest.IngestQuery;
import io.sluice.lake.Lake;
import io.sluice.publish.PublishReport;
import io.sluice.publish.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ingest on one thread; candles and publish, one after the other, on another: ingest never waits
 * for an audit. The first failure of either ends both.
 */
public final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final Duration FIRST_LOOKS = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

  private final IngestQuery ingest;
  private final Optional<CandleBuilder> candles;
  private final Clock clock = Clock.systemUTC();
  private final Publisher publisher;
  private final Duration publishEvery;
  private final Consumer<PublishReport> report;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread ingesting;
  private volatile RuntimeException failure;

  public Pipeline(
      Lake lake,
      Contract contract,
      IngestOptions options,
      Duration publishEvery,
      Consumer<PublishReport> report) {
    this.ingest = new IngestQuery(lake, contract, options, clock);
    this.candles = contract.candles().map(policy -> new CandleBuilder(lake, contract, clock));
    this.publisher = new Publisher(lake, contract, clock);
    this.publishEvery = publishEvery;
    this.report = report;
    this.ingesting = new Thread(this::ingest, "ingest");
  }

  /** Runs until it is stopped or something fails. */
  public void run() throws InterruptedException {
    ingesting.start();
    // The first thing to publish is looked for often at first: somebody is waiting for it.
    Duration pause = shorter(publishEvery, FIRST_LOOKS);
    Duration backOff = publishEvery;
    Instant notBefore = Instant.MIN;
    while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      candles.ifPresent(CandleBuilder::advance);
      if (clock.instant().isBefore(notBefore)) {
        continue;
      }
      PublishReport.Outcome outcome = publish();
      boolean nothing = outcome == PublishReport.Outcome.NOTHING_NEW;
      pause = nothing ? shorter(pause.multipliedBy(2), publishEvery) : publishEvery;
      // Each failed audit keeps a candidate, and what it refused does not go away by itself.
      boolean failed = outcome == PublishReport.Outcome.AUDIT_FAILED;
      backOff = failed ? shorter(backOff.multipliedBy(2), LONGEST_BACK_OFF) : publishEvery;
      notBefore = failed ? clock.instant().plus(backOff) : Instant.MIN;
    }
    ingest.stop();
    ingesting.join();
    if (failure != null) {
      throw failure;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Asks the run to end after what it is doing. */
  public void stop() {
    stopped.countDown();
  }

  /** Closes the windows that ended before the newest trade, and publishes. */
  public void finish() {
    candles.ifPresent(builder -> builder.catchUp(Optional.empty()));
    publish();
  }

  private PublishReport.Outcome publish() {
    try {
      PublishReport published = publisher.publish();
      report.accept(published);
      return published.outcome();
    } catch (ConflictException e) {
      // Another publisher was faster: the next round cuts from where main is then.
      LOG.warn("{}", e.getMessage());
      return PublishReport.Outcome.NOTHING_NEW;
    }
  }

  private void ingest() {
    try {
      ingest.run();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      stopped.countDown();
    }
  }
}
