package io.sluice.ingest;

import io.sluice.kafka.KafkaAdmin;
import io.sluice.state.IngestState;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The source of ingest: the records of one topic. */
final class KafkaRecords {
  /** The Kafka source's name for "from the first record there is". */
  private static final long EARLIEST = -2;

  private KafkaRecords() {}

  /**
   * The records from where the state ends; a partition that it has not read starts at its first.
   *
   * @param topic the topic as it is now
   */
  static Dataset<Row> of(
      SparkSession spark,
      IngestOptions options,
      String name,
      IngestState state,
      KafkaAdmin.Topic topic) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.max.poll.records", "10000")
        .options(options.kafka().cluster().sourceOptions())
        .option("subscribe", name)
        .option("startingOffsets", startingOffsets(name, state, topic))
        .option("includeHeaders", "true")
        .option("failOnDataLoss", "true")
        // What a transaction took back was never sent.
        .option("kafka.isolation.level", "read_committed")
        .option("maxOffsetsPerTrigger", options.maxOffsetsPerTrigger())
        .load();
  }

  private static String startingOffsets(String name, IngestState state, KafkaAdmin.Topic topic) {
    if (state.partitions().isEmpty()) {
      return "earliest";
    }
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    topic.ends().keySet().forEach(partition -> offsets.put(partition, EARLIEST));
    state.partitions().forEach((partition, read) -> offsets.put(partition, read.end()));
    return KafkaOffsets.write(name, offsets);
  }
}
