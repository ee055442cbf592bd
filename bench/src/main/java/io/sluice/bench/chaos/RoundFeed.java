package io.sluice.bench.chaos;

import io.sluice.feed.FeedLimits;
import io.sluice.feed.FeedRecord;
import io.sluice.feed.FeedResult;
import io.sluice.feed.Pace;
import io.sluice.feed.Progress;
import io.sluice.feed.TopicFeeder;
import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.kafka.KafkaCluster;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Feeds the generator's records in the background, evenly, while drivers come and go; each round
 * adds its share, so that there is something to read until the last kill.
 */
final class RoundFeed implements AutoCloseable {
  private final TopicFeeder feeder;
  private final CompletableFuture<FeedResult> result = new CompletableFuture<>();
  private final Records records;
  private volatile boolean hurry;

  RoundFeed(String kafka, String topic, GeneratorSettings settings, double recordsPerSecond) {
    Pace even = new Even(recordsPerSecond);
    this.records = new Records(new TradeGenerator(settings));
    this.feeder =
        TopicFeeder.connect(
            KafkaCluster.at(kafka),
            topic,
            (next, now) -> hurry ? 0 : even.nanosUntilDue(next, now),
            FeedLimits.NONE,
            Progress.silent());
  }

  void start() {
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(feeder.feed(records));
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            },
            "feed");
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets the feed go on up to this many records in all. */
  void allow(long upTo) {
    records.allow(upTo);
  }

  /** Sends the rest at once and waits until the broker has it. */
  FeedResult finish() throws InterruptedException, ExecutionException, TimeoutException {
    hurry = true;
    records.allow(Long.MAX_VALUE);
    return result.get(3, TimeUnit.MINUTES);
  }

  @Override
  public void close() {
    feeder.stop();
    records.allow(Long.MAX_VALUE);
    feeder.close();
  }

  /** Evenly spaced, and never faster to make up for a time when nothing was allowed. */
  private static final class Even implements Pace {
    private static final long SLACK_NANOS = 100_000_000L;

    private final double nanosPerRecord;
    private double dueNanos = Double.NEGATIVE_INFINITY;

    Even(double recordsPerSecond) {
      this.nanosPerRecord = 1e9 / recordsPerSecond;
    }

    @Override
    public long nanosUntilDue(FeedRecord next, long now) {
      dueNanos = Math.max(dueNanos + nanosPerRecord, (double) now - SLACK_NANOS);
      return (long) (dueNanos - now);
    }
  }

  private static final class Records implements Iterator<FeedRecord> {
    private final TradeGenerator generator;
    private long allowed;
    private long taken;

    Records(TradeGenerator generator) {
      this.generator = generator;
    }

    synchronized void allow(long upTo) {
      allowed = Math.max(allowed, upTo);
      notifyAll();
    }

    @Override
    public boolean hasNext() {
      return generator.hasNext();
    }

    @Override
    public synchronized FeedRecord next() {
      while (taken >= allowed) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("Cannot feed: interrupted", e);
        }
      }
      taken++;
      GeneratedTrade trade = generator.next();
      return new FeedRecord(trade.key(), trade.value());
    }
  }
}
