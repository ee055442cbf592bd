package io.sluice.ingest;

import io.sluice.contract.Contract;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/**
 * Makes the writer of each task.
 *
 * @param partition of a row of the dataset's table
 * @param seen what was seen in all earlier batches
 * @param ingestMicros the time of this batch, µs since the epoch UTC
 * @param source the name of the Kafka cluster
 */
record IngestWriterFactory(
    Contract contract,
    StreamingDataWriterFactory dataset,
    TablePartition partition,
    StreamingDataWriterFactory quarantine,
    SeenHandle seen,
    long ingestMicros,
    String source)
    implements StreamingDataWriterFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public DataWriter<InternalRow> createWriter(int partitionId, long taskId, long epochId) {
    return new IngestWriter(
        contract,
        new BoundedWriter(
            dataset,
            partitionId,
            taskId,
            epochId,
            partition::of,
            BoundedWriter.OPEN,
            BoundedWriter.WAITING_ROWS),
        quarantine.createWriter(partitionId, taskId, epochId),
        seen.value(),
        new RecordOrigin(ingestMicros, source));
  }
}
