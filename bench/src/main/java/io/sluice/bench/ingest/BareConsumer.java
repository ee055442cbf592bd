package io.sluice.bench.ingest;

import io.sluice.contract.Contract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A Kafka consumer on one thread that counts bytes: what reading alone takes. */
final class BareConsumer implements Contender {
  private final String bootstrapServers;
  private String topic;
  private long records;
  private long bytes;

  BareConsumer(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  @Override
  public String name() {
    return "consumer";
  }

  @Override
  public void prepare(Contract contract, String pass) {
    this.topic = contract.topic();
    this.records = 0;
    this.bytes = 0;
  }

  @Override
  public void run() {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long wanted =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      while (records < wanted) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
          bytes += each.value().length;
          records++;
        }
      }
    }
  }

  @Override
  public long rows() {
    return bytes > 0 ? records : 0;
  }
}
