package io.sluice.ingest;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/**
 * One micro-batch of ingest: Iceberg's writes of both tables for the tasks, one commit for both.
 */
final class IngestWrite implements StreamingWrite {
  private final String queryId;
  private final IngestTarget target;
  private final StreamingWrite rows;
  private final StreamingWrite quarantine;

  IngestWrite(String queryId, IngestTarget target) {
    this.queryId = queryId;
    this.target = target;
    this.rows = TableWriter.open(target.rows());
    this.quarantine = TableWriter.open(target.quarantine());
  }

  @Override
  public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
    return target.writerFactory(
        rows.createStreamingWriterFactory(info), quarantine.createStreamingWriterFactory(info));
  }

  @Override
  public void commit(long epochId, WriterCommitMessage[] messages) {
    target.commit(
        queryId, epochId, Arrays.stream(messages).map(IngestMessage.class::cast).toList());
  }

  @Override
  public void abort(long epochId, WriterCommitMessage[] messages) {
    IngestMessage[] written =
        Arrays.stream(messages)
            .filter(IngestMessage.class::isInstance)
            .toArray(IngestMessage[]::new);
    rows.abort(epochId, of(written, IngestMessage::dataset));
    quarantine.abort(epochId, of(written, IngestMessage::quarantine));
  }

  private static WriterCommitMessage[] of(
      IngestMessage[] messages, Function<IngestMessage, WriterCommitMessage> part) {
    return Written.parts(Arrays.stream(messages).map(part).toArray(WriterCommitMessage[]::new));
  }
}
