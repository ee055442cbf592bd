package io.sluice.bench.endurance;

import io.sluice.bench.BenchStack;
import io.sluice.ingest.IngestOptions;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The lake of an endurance run: the shipped contract on a stack of its own. */
final class Lakes {
  private final BenchStack stack;

  Lakes(BenchStack stack) {
    this.stack = stack;
  }

  Lake open() {
    return Lake.open(
        stack.lake("market"),
        References.MAIN,
        Map.of("spark.master", "local[2]", "spark.sql.shuffle.partitions", "2"));
  }

  IngestOptions options(String checkpoint, long maxOffsets, Duration every, boolean untilCaughtUp) {
    return new IngestOptions(
        KafkaAdmin.of(KafkaCluster.at(stack.kafka())),
        "kafka",
        stack.folder().resolve(checkpoint).toUri().toString(),
        maxOffsets,
        every,
        untilCaughtUp);
  }

  Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", stack.kafka(), "linger.ms", 5),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A trade of one symbol: numbered without a gap, each some time after the one before. */
  static ProducerRecord<byte[], byte[]> trade(String topic, long id, long eventMillis) {
    String symbol = "S" + id % 5;
    String json =
        """
        {"exchange":"bench","symbol":"%s","trade_id":"%d","price":"%d.5","quantity":"1","side":"buy","event_time":%d}"""
            .formatted(symbol, id, 100 + id % 7, eventMillis);
    return new ProducerRecord<>(
        topic, symbol.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
  }
}
