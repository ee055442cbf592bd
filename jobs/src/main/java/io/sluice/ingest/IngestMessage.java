package io.sluice.ingest;

import io.sluice.identity.Added;
import io.sluice.state.IngestCounts;
import java.util.Map;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What one task wrote and read, sent to the driver for the commit.
 *
 * @param added the identities that were new to it
 * @param unverified how many of its duplicates could not be compared with what they repeat
 */
record IngestMessage(
    WriterCommitMessage dataset,
    WriterCommitMessage quarantine,
    IngestCounts counts,
    Map<Integer, PartitionRead> reads,
    Added added,
    long unverified)
    implements WriterCommitMessage {
  private static final long serialVersionUID = 1L;
}
