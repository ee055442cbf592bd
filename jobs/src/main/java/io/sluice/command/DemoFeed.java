package io.sluice.command;

import io.sluice.contract.Contract;
import io.sluice.feed.FeedLimits;
import io.sluice.feed.Pace;
import io.sluice.feed.Progress;
import io.sluice.feed.TopicFeeder;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.kafka.KafkaCluster;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Feeds generated trades in the background. Event times end about now, and run faster than it. */
final class DemoFeed {
  private static final int SYMBOLS = 20;
  private static final long SPEED = 20;

  private final TopicFeeder feeder;
  private final GeneratorSettings settings;

  /**
   * @param after event times start after this: a second demo goes on where the first one ended
   */
  DemoFeed(
      KafkaCluster cluster,
      Contract contract,
      long rate,
      long seconds,
      Instant after,
      Clock clock) {
    Instant now = clock.instant();
    Instant longAgo = now.minusSeconds(seconds * SPEED);
    Instant start = longAgo.isAfter(after) ? longAgo : after;
    Duration covered = Duration.between(start, now.plusSeconds(seconds));
    this.settings =
        new GeneratorSettings(
            now.toEpochMilli(),
            SYMBOLS,
            GeneratorSettings.UNBOUNDED,
            start.toEpochMilli(),
            Math.max(1, covered.toNanos() / 1_000 / Math.max(1, rate * seconds)),
            0.5,
            1,
            0.5,
            contract.lateness().toMillis(),
            // No two demos share a trade id.
            now.toEpochMilli() * 1_000);
    this.feeder =
        TopicFeeder.connect(
            cluster,
            contract.topic(),
            Pace.atRate((double) rate),
            new FeedLimits(Long.MAX_VALUE, Duration.ofSeconds(seconds)),
            Progress.silent());
  }

  /** Starts feeding; {@code afterwards} runs when the time is over or it was stopped. */
  void start(Runnable afterwards) {
    Thread thread =
        new Thread(
            () -> {
              try (feeder;
                  GeneratedRecords records = new GeneratedRecords(new TradeGenerator(settings))) {
                feeder.feed(records);
              } finally {
                afterwards.run();
              }
            },
            "demo-feed");
    thread.setDaemon(true);
    thread.start();
  }

  void stop() {
    feeder.stop();
  }
}
