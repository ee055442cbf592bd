package io.sluice.ingest;

import java.time.Duration;

/**
 * How ingest runs.
 *
 * @param bootstrapServers the Kafka cluster
 * @param source the name of that cluster, kept with each row
 * @param checkpoint where the query keeps its offset log: a path or a URI that Hadoop can open
 * @param maxOffsetsPerTrigger the most records of one micro-batch
 * @param triggerInterval how often a micro-batch starts
 * @param untilCaughtUp whether to end after what is there now
 */
public record IngestOptions(
    String bootstrapServers,
    String source,
    String checkpoint,
    long maxOffsetsPerTrigger,
    Duration triggerInterval,
    boolean untilCaughtUp) {}
