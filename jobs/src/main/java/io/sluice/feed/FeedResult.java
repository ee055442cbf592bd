package io.sluice.feed;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a feed did.
 *
 * @param sent records that the broker has acknowledged
 * @param bytes of keys and values of these records
 * @param notSent records that are not on the topic
 * @param problems the first reasons, empty where everything was sent
 * @param took from the first record to the last acknowledgement
 */
public record FeedResult(
    String topic, long sent, long bytes, long notSent, List<String> problems, Duration took) {

  /** Whether the whole input is on the topic. */
  public boolean complete() {
    return notSent == 0 && problems.isEmpty();
  }

  /** Acknowledged records per second. */
  public double recordsPerSecond() {
    return took.isZero() ? 0 : sent * 1e9 / took.toNanos();
  }

  /** The same with what the source could not turn into records. */
  public FeedResult with(Unsent unread) {
    List<String> all = Stream.concat(unread.problems().stream(), problems.stream()).toList();
    return new FeedResult(topic, sent, bytes, notSent + unread.count(), all, took);
  }

  /** One line for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Topic %s: %,d records sent (%,d bytes), %,d not sent, in %.1f s, %,.0f records/s",
        topic,
        sent,
        bytes,
        notSent,
        took.toNanos() / 1e9,
        recordsPerSecond());
  }
}
