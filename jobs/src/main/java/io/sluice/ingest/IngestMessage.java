package io.sluice.ingest;

import io.sluice.identity.SeenIdentities;
import io.sluice.state.IngestCounts;
import java.util.Map;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** What one task wrote and read, sent to the driver for the commit. */
record IngestMessage(
    WriterCommitMessage dataset,
    WriterCommitMessage quarantine,
    IngestCounts counts,
    Map<Integer, PartitionRead> reads,
    SeenIdentities added)
    implements WriterCommitMessage {
  private static final long serialVersionUID = 1L;
}
