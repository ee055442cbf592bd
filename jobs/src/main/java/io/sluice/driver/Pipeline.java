package io.sluice.driver;

import io.sluice.contract.Contract;
import io.sluice.derive.CandleBuilder;
import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.ingest.IngestOptions;
import io.sluice.lake.Lake;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.publish.Publisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ingest of each dataset on a thread of its own; candles and publish, one after the other, on
 * another: ingest never waits for an audit. What fails is tried again; only where no dataset's
 * ingest can go on does the run end.
 */
public final class Pipeline {
  private static final Duration FIRST_LOOKS = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
  private static final String JOBS = "sluice-candles-and-publish";

  private final Lake lake;
  private final List<IngestLoop> ingests = new ArrayList<>();
  private final Map<String, CandleBuilder> candles = new HashMap<>();
  private final Map<String, Trouble> candleTroubles = new HashMap<>();
  private final Trouble publishTrouble = new Trouble("Publish");
  private final Publisher publisher;
  private final Duration publishEvery;
  private final Consumer<PublishReport> report;
  private final Clock clock;
  private final BackOff backOff;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Instant notBefore = Instant.MIN;

  /**
   * Nothing runs yet.
   *
   * @param datasets each with how it is ingested
   * @param publisher of the same datasets
   * @param publishEvery how often candles are built and what is staged is published
   */
  public Pipeline(
      Lake lake,
      Map<Contract, IngestOptions> datasets,
      Publisher publisher,
      Duration publishEvery,
      Consumer<PublishReport> report,
      Clock clock) {
    this.lake = lake;
    this.publisher = publisher;
    this.publishEvery = publishEvery;
    this.report = report;
    this.clock = clock;
    this.backOff = new BackOff(publishEvery.multipliedBy(2), LONGEST_BACK_OFF);
    datasets.forEach(
        (contract, options) -> {
          ingests.add(new IngestLoop(lake, contract, options, clock, this::endIfHopeless));
          if (contract.candles().isPresent()) {
            String dataset = contract.dataset();
            candles.put(dataset, new CandleBuilder(lake, contract, clock));
            candleTroubles.put(dataset, new Trouble("Candles of " + dataset));
          }
        });
  }

  /** A pipeline of one dataset. */
  public Pipeline(
      Lake lake,
      Contract contract,
      IngestOptions options,
      Publisher publisher,
      Duration publishEvery,
      Consumer<PublishReport> report) {
    this(lake, Map.of(contract, options), publisher, publishEvery, report, Clock.systemUTC());
  }

  /** Runs until it is stopped or no dataset can be ingested. */
  public void run() throws InterruptedException {
    lake.spark().sparkContext().setJobGroup(JOBS, "candles and publish", false);
    ingests.forEach(IngestLoop::start);
    try {
      // The first thing to publish is looked for often at first: a reader waits for it.
      Duration next = shorter(publishEvery, FIRST_LOOKS);
      Duration pause = next;
      while (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        Instant started = clock.instant();
        boolean nothing = round() == Outcome.NOTHING_NEW;
        next = nothing ? shorter(next.multipliedBy(2), publishEvery) : publishEvery;
        // From start to start: a long round is not followed by a pause as well.
        pause = next.minus(Duration.between(started, clock.instant()));
        requireSpark();
      }
    } finally {
      // Before Spark is closed under them.
      for (IngestLoop ingest : ingests) {
        ingest.stop();
      }
      lake.spark().sparkContext().clearJobGroup();
    }
    if (areHopeless()) {
      throw ingests.get(0).hopeless().orElseThrow();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Asks the run to end after what it is doing. */
  public void stop() {
    stopped.countDown();
  }

  /** Ends the run, an audit in the middle: its candidate is dropped. */
  public void interrupt() {
    stopped.countDown();
    lake.spark().sparkContext().cancelJobGroup(JOBS);
  }

  /** Closes the windows that ended before the newest trade, and publishes. */
  public void finish() {
    candles.values().forEach(builder -> builder.catchUp(Optional.empty()));
    report.accept(publisher.publish());
  }

  private Outcome round() {
    ingests.forEach(IngestLoop::look);
    candles.forEach((dataset, builder) -> attempt(candleTroubles.get(dataset), builder::advance));
    if (stopped.getCount() == 0 || clock.instant().isBefore(notBefore)) {
      return Outcome.NOTHING_NEW;
    }
    Outcome[] outcome = {Outcome.NOTHING_NEW};
    boolean ran = attempt(publishTrouble, () -> outcome[0] = publish());
    // Each failed audit keeps a candidate, and what it refused does not go away by itself.
    if (ran && (outcome[0] == Outcome.PUBLISHED || outcome[0] == Outcome.NOTHING_NEW)) {
      backOff.succeeded();
      notBefore = Instant.MIN;
    } else {
      backOff.failed();
      notBefore = clock.instant().plus(backOff.pause(ThreadLocalRandom.current().nextDouble()));
    }
    return outcome[0];
  }

  private Outcome publish() {
    try {
      PublishReport published = publisher.publish();
      report.accept(published);
      return published.outcome();
    } catch (ConflictException e) {
      // Another publisher was faster: the next round cuts from where main is then.
      publishTrouble.report(e);
      return Outcome.NOTHING_NEW;
    }
  }

  private boolean attempt(Trouble trouble, Runnable work) {
    try {
      work.run();
      trouble.over();
      return true;
    } catch (RuntimeException e) {
      if (stopped.getCount() > 0) {
        trouble.report(e);
      }
      return false;
    }
  }

  private boolean areHopeless() {
    return ingests.stream().allMatch(ingest -> ingest.hopeless().isPresent());
  }

  private void endIfHopeless() {
    if (areHopeless()) {
      stopped.countDown();
    }
  }

  private void requireSpark() {
    if (lake.spark().sparkContext().isStopped()) {
      throw new SluiceException("Cannot go on: the Spark session has ended");
    }
  }
}
