package io.sluice.publish;

import io.sluice.audit.Records;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.kafka.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka for audits: one consumer, kept open from audit to audit. */
public final class KafkaRecords implements Records, AutoCloseable {
  private final TopicReader reader;

  /**
   * Nothing is connected yet.
   *
   * @param kafka not closed with this
   */
  public KafkaRecords(KafkaAdmin kafka) {
    this.reader = new TopicReader(kafka);
  }

  @Override
  public SortedMap<Integer, Long> ends(String topic, String topicId) {
    return reader.ends(topic, topicId);
  }

  @Override
  public SortedMap<Integer, Long> read(
      String topic,
      String topicId,
      SortedMap<Integer, NavigableMap<Long, Long>> ranges,
      Consumer<Found> each) {
    return reader.read(topic, topicId, ranges, record -> each.accept(found(record)));
  }

  private static Found found(ConsumerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    return new Found(
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }

  @Override
  public void close() {
    reader.close();
  }
}
