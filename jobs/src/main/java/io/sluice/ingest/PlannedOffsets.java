package io.sluice.ingest;

import io.sluice.failure.SluiceException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.OffsetSeq;
import org.apache.spark.sql.execution.streaming.OffsetSeqLog;

/**
 * The Kafka offsets that a micro-batch was planned to end at, from the query's own offset log,
 * which Spark writes before the batch runs. They also pass offsets that hold no record.
 */
final class PlannedOffsets {
  private final OffsetSeqLog log;
  private final String topic;

  PlannedOffsets(SparkSession spark, String checkpoint, String topic) {
    this.log = new OffsetSeqLog(spark, checkpoint + "/offsets");
    this.topic = topic;
  }

  /** Where each partition starts; empty where the query's first batch or the log does not tell. */
  SortedMap<Integer, Long> startsOf(long epochId) {
    return epochId > 0 && log.get(epochId - 1).isDefined() ? of(epochId - 1) : new TreeMap<>();
  }

  /** The end offset, exclusive, of each partition. */
  SortedMap<Integer, Long> of(long epochId) {
    scala.Option<OffsetSeq> entry = log.get(epochId);
    if (entry.isEmpty()) {
      throw new SluiceException("Cannot find epoch in the checkpoint's offset log: " + epochId);
    }
    return KafkaOffsets.parse(entry.get().offsets().head().get().json(), topic);
  }
}
