package io.sluice.feed;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** How the feeder's producer is set: every record once, in order, and without haste. */
final class ProducerSettings {
  /** How long a record may go unanswered. */
  static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

  private static final int BATCH_BYTES = 128 * 1024;

  private ProducerSettings() {}

  /**
   * Settings for one topic.
   *
   * @param maxBatchBytes the largest batch that the topic takes
   */
  static Map<String, Object> of(int maxBatchBytes) {
    return Map.ofEntries(
        entry(ProducerConfig.ACKS_CONFIG, "all"),
        entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
        // The broker takes any sequence number as the first one of a producer it does not know.
        // With a second batch under way, a first one that fails is overtaken, and then lost.
        entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
        entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
        entry(ProducerConfig.LINGER_MS_CONFIG, 5),
        // A batch that the topic refuses is split into batches of this size: they have to fit.
        entry(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(BATCH_BYTES, maxBatchBytes)),
        entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * TopicFeeder.MAX_RECORD_BYTES),
        entry(
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            TopicFeeder.MAX_RECORD_BYTES + TopicFeeder.BATCH_ROOM_BYTES),
        entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis()),
        // As patient with a full buffer as with a delivery: an outage of a minute is survived.
        entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT.toMillis()));
  }
}
