package io.sluice.command;

import io.sluice.contract.Contract;
import io.sluice.lake.ConflictException;
import io.sluice.lake.Lake;
import io.sluice.stream.CandleBuilder;
import io.sluice.stream.IngestOptions;
import io.sluice.stream.IngestQuery;
import io.sluice.wap.PublishReport;
import io.sluice.wap.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ingest on one thread; candles and publish, one after the other, on another: ingest never waits
 * for an audit. The first failure of either ends both.
 */
final class Pipeline {
  private static final Duration FIRST_LOOKS = Duration.ofSeconds(1);

  private final IngestQuery ingest;
  private final Optional<CandleBuilder> candles;
  private final Publisher publisher;
  private final Duration publishEvery;
  private final Consumer<PublishReport> report;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread ingesting;
  private volatile RuntimeException failure;

  Pipeline(
      Lake lake,
      Contract contract,
      IngestOptions options,
      Duration publishEvery,
      Consumer<PublishReport> report) {
    this.ingest = new IngestQuery(lake, contract, options);
    this.candles = contract.candles().map(policy -> new CandleBuilder(lake, contract));
    this.publisher = new Publisher(lake, contract, Clock.systemUTC());
    this.publishEvery = publishEvery;
    this.report = report;
    this.ingesting = new Thread(this::ingest, "ingest");
  }

  /** Runs until it is stopped or something fails. */
  void run() throws InterruptedException {
    ingesting.start();
    // Until there is a first thing to publish it is looked for often: somebody is waiting for it.
    Duration pause = publishEvery.compareTo(FIRST_LOOKS) < 0 ? publishEvery : FIRST_LOOKS;
    while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      candles.ifPresent(CandleBuilder::advance);
      if (publish() != PublishReport.Outcome.NOTHING_NEW) {
        pause = publishEvery;
      }
    }
    ingest.stop();
    ingesting.join();
    if (failure != null) {
      throw failure;
    }
  }

  /** Asks the run to end after what it is doing. */
  void stop() {
    stopped.countDown();
  }

  /** Closes the windows that ended before the newest trade, and publishes. */
  void finish() {
    candles.ifPresent(builder -> builder.catchUp(Optional.empty()));
    publish();
  }

  private PublishReport.Outcome publish() {
    PublishReport published;
    try {
      published = publisher.publish();
    } catch (ConflictException e) {
      // Another publisher was faster: the next round cuts from where main is then.
      org.slf4j.LoggerFactory.getLogger(Pipeline.class).warn("{}", e.getMessage());
      published = publisher.publish();
    }
    report.accept(published);
    return published.outcome();
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
