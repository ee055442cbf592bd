package io.sluice.audit;

import io.sluice.failure.NotReadyException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The records of topics as Kafka has them now, for an audit to look at again. */
public interface Records {
  /** Where there is no broker to ask. */
  Records NONE = new NoRecords();

  /**
   * The offset after the last one that each partition of a topic has.
   *
   * @param topicId Kafka's id that the topic must have; empty: any
   * @throws NotReadyException where it cannot be said: no broker answers, or the topic is another
   */
  SortedMap<Integer, Long> ends(String topic, String topicId);

  /**
   * Reads the records in ranges of offsets; none of transactions that were taken back.
   *
   * @param topicId Kafka's id that the topic must have; empty: any
   * @param ranges by partition, the end by the start: from one, including, to the other, excluding
   * @return the first offset that the topic still has, by partition
   * @throws NotReadyException where they cannot be read: no broker answers, or the topic is another
   */
  SortedMap<Integer, Long> read(
      String topic,
      String topicId,
      SortedMap<Integer, NavigableMap<Long, Long>> ranges,
      Consumer<Found> each);

  /** A record. Its bytes are handed out as they are, not copied. */
  final class Found {
    private final int partition;
    private final long offset;
    private final long timestampMillis;
    private final byte[] key;
    private final byte[] value;
    private final List<Header> headers;

    /**
     * One record.
     *
     * @param timestampMillis Kafka's timestamp of it, ms since the epoch UTC
     * @param key null where it has none
     * @param value null where it has none
     */
    public Found(
        int partition,
        long offset,
        long timestampMillis,
        byte[] key,
        byte[] value,
        List<Header> headers) {
      this.partition = partition;
      this.offset = offset;
      this.timestampMillis = timestampMillis;
      this.key = key;
      this.value = value;
      this.headers = List.copyOf(headers);
    }

    int partition() {
      return partition;
    }

    long offset() {
      return offset;
    }

    long timestampMillis() {
      return timestampMillis;
    }

    byte[] key() {
      return key;
    }

    byte[] value() {
      return value;
    }

    List<Header> headers() {
      return headers;
    }
  }

  /** One of a record's headers. */
  final class Header implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String key;
    private final byte[] value;

    /**
     * One header.
     *
     * @param value null where it has none
     */
    public Header(String key, byte[] value) {
      this.key = key;
      this.value = value;
    }

    boolean isSameAs(Header other) {
      return key.equals(other.key) && Arrays.equals(value, other.value);
    }
  }

  /** No broker. */
  final class NoRecords implements Records {
    @Override
    public SortedMap<Integer, Long> ends(String topic, String topicId) {
      throw new NotReadyException("Cannot read topic: no Kafka is set: " + topic);
    }

    @Override
    public SortedMap<Integer, Long> read(
        String topic,
        String topicId,
        SortedMap<Integer, NavigableMap<Long, Long>> ranges,
        Consumer<Found> each) {
      return ends(topic, topicId);
    }
  }
}
