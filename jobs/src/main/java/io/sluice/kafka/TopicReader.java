package io.sluice.kafka;

import io.sluice.failure.NotReadyException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads chosen ranges of offsets of a topic, records of committed transactions only. Its one
 * consumer connects at the first question and is kept until it is closed.
 */
public final class TopicReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration ONE_POLL = Duration.ofMillis(100);

  private final KafkaAdmin admin;
  private KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Nothing is connected yet.
   *
   * @param admin asked for the topic's id; it is not closed with this
   */
  public TopicReader(KafkaAdmin admin) {
    this.admin = admin;
  }

  /**
   * The offset after the last one of each partition.
   *
   * @param topicId Kafka's id that the topic must have; empty: any
   * @throws NotReadyException where no broker answers, or the topic is gone or another one
   */
  public SortedMap<Integer, Long> ends(String topic, String topicId) {
    return new TreeMap<>(described(topic, topicId).ends());
  }

  private KafkaAdmin.Topic described(String topic, String topicId) {
    KafkaAdmin.Topic now = admin.describe(topic, PATIENCE);
    if (!topicId.isEmpty() && !now.id().isEmpty() && !topicId.equals(now.id())) {
      throw new NotReadyException("Cannot read topic: it was recreated since: " + topic);
    }
    return now;
  }

  /**
   * Reads all records in the ranges.
   *
   * @param topicId Kafka's id that the topic must have; empty: any
   * @param ranges of offsets by partition, the end by the start: from one, including, to the other,
   *     excluding; disjoint
   * @return the first offset that the topic still has, by partition; {@link Long#MAX_VALUE} for a
   *     partition that it does not have
   * @throws NotReadyException where no broker answers, the topic is gone or another one, or reading
   *     takes too long
   */
  public synchronized SortedMap<Integer, Long> read(
      String topic,
      String topicId,
      SortedMap<Integer, NavigableMap<Long, Long>> ranges,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    KafkaAdmin.Topic now = described(topic, topicId);
    SortedMap<Integer, Long> starts = new TreeMap<>();
    Map<TopicPartition, NavigableMap<Long, Long>> open = new HashMap<>();
    ranges.forEach(
        (partition, wanted) -> {
          starts.put(partition, Long.MAX_VALUE);
          if (now.ends().containsKey(partition)) {
            open.put(new TopicPartition(topic, partition), new TreeMap<>(wanted));
          }
        });
    try {
      consumer()
          .beginningOffsets(open.keySet())
          .forEach(
              (partition, start) -> {
                starts.put(partition.partition(), start);
                clip(open.get(partition), start, now.ends().get(partition.partition()));
              });
      open.values().removeIf(NavigableMap::isEmpty);
      consumer.assign(open.keySet());
      consumer.resume(open.keySet());
      open.forEach((partition, left) -> consumer.seek(partition, left.firstKey()));
      read(open, each);
    } catch (KafkaException e) {
      close();
      throw new NotReadyException(
          "Cannot read topic: " + Unreachable.why(admin.cluster(), e) + ": " + topic, e);
    }
    return starts;
  }

  private static void clip(NavigableMap<Long, Long> ranges, long start, long end) {
    NavigableMap<Long, Long> there = new TreeMap<>();
    ranges.forEach(
        (from, to) -> {
          if (Math.max(from, start) < Math.min(to, end)) {
            there.put(Math.max(from, start), Math.min(to, end));
          }
        });
    ranges.clear();
    ranges.putAll(there);
  }

  private void read(
      Map<TopicPartition, NavigableMap<Long, Long>> open,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (open.values().stream().anyMatch(ranges -> !ranges.isEmpty())) {
      if (System.nanoTime() > deadline) {
        throw new NotReadyException(
            "Cannot read topic: not all of it came in %d s".formatted(LONGEST.toSeconds()));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(ONE_POLL)) {
        var range =
            open.get(new TopicPartition(record.topic(), record.partition()))
                .floorEntry(record.offset());
        if (range != null && record.offset() < range.getValue()) {
          each.accept(record);
        }
      }
      open.forEach(
          (partition, ranges) -> {
            if (!ranges.isEmpty()) {
              goOn(partition, ranges, consumer.position(partition));
            }
          });
    }
  }

  /** Drops the ranges that were read, and goes to the next. */
  private void goOn(TopicPartition partition, NavigableMap<Long, Long> ranges, long position) {
    while (!ranges.isEmpty() && ranges.firstEntry().getValue() <= position) {
      ranges.pollFirstEntry();
    }
    if (ranges.isEmpty()) {
      consumer.pause(List.of(partition));
    } else if (ranges.firstKey() > position) {
      consumer.seek(partition, ranges.firstKey());
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    if (consumer == null) {
      Map<String, Object> settings = admin.cluster().client(Map.of());
      settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
      settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
      settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
      // A few records of each place: not a megabyte of what follows them.
      settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024);
      settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
      settings.put(
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(LONGEST.toMillis()));
      try {
        consumer =
            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      } catch (KafkaException e) {
        throw Unreachable.unconnected(admin.cluster(), e);
      }
    }
    return consumer;
  }

  @Override
  public synchronized void close() {
    KafkaConsumer<byte[], byte[]> closing = consumer;
    consumer = null;
    if (closing != null) {
      try {
        closing.close(Duration.ZERO);
      } catch (InterruptException e) {
        // The thread stays interrupted; there is nothing left to close.
        Thread.currentThread().interrupt();
      }
    }
  }
}
