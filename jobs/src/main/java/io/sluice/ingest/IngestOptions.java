package io.sluice.ingest;

import io.sluice.kafka.KafkaAdmin;
import java.time.Duration;

/**
 * How ingest runs.
 *
 * @param kafka the Kafka cluster, by the driver's one admin client
 * @param source the name of that cluster, kept with each row
 * @param checkpoint where the query keeps its offset log: a path or a URI that Hadoop can open
 * @param maxOffsetsPerTrigger the most records of one micro-batch
 * @param triggerInterval how often a micro-batch starts
 * @param untilCaughtUp whether to end after what is there now
 */
public record IngestOptions(
    KafkaAdmin kafka,
    String source,
    String checkpoint,
    long maxOffsetsPerTrigger,
    Duration triggerInterval,
    boolean untilCaughtUp) {

  /** The same with another checkpoint. */
  public IngestOptions withCheckpoint(String other) {
    return new IngestOptions(
        kafka, source, other, maxOffsetsPerTrigger, triggerInterval, untilCaughtUp);
  }
}
