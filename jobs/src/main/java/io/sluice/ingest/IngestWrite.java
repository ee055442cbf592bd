package io.sluice.ingest;

import java.util.Arrays;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** One micro-batch of ingest: the native Iceberg writes of both tables behind one. */
final class IngestWrite implements StreamingWrite {
  private final IngestCommitter committer;
  private final StreamingWrite dataset;
  private final StreamingWrite quarantine;

  IngestWrite(IngestCommitter committer) {
    this.committer = committer;
    this.dataset = committer.newDatasetWrite();
    this.quarantine = committer.newQuarantineWrite();
  }

  @Override
  public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
    return committer.writerFactory(
        dataset.createStreamingWriterFactory(info), quarantine.createStreamingWriterFactory(info));
  }

  @Override
  public void commit(long epochId, WriterCommitMessage[] messages) {
    committer.commit(
        epochId,
        Arrays.stream(messages).map(IngestMessage.class::cast).toList(),
        // Quarantine first: whoever finds it ahead of the dataset's table can roll it back.
        properties -> commit(quarantine, epochId, messages, IngestMessage::quarantine, properties),
        properties -> commit(dataset, epochId, messages, IngestMessage::dataset, properties));
  }

  @Override
  public void abort(long epochId, WriterCommitMessage[] messages) {
    IngestMessage[] written =
        Arrays.stream(messages)
            .filter(IngestMessage.class::isInstance)
            .toArray(IngestMessage[]::new);
    dataset.abort(epochId, of(written, IngestMessage::dataset));
    quarantine.abort(epochId, of(written, IngestMessage::quarantine));
  }

  private static void commit(
      StreamingWrite write,
      long epochId,
      WriterCommitMessage[] messages,
      java.util.function.Function<IngestMessage, WriterCommitMessage> part,
      java.util.Map<String, String> properties) {
    IngestMessage[] all =
        Arrays.stream(messages).map(IngestMessage.class::cast).toArray(IngestMessage[]::new);
    org.apache.iceberg.spark.CommitMetadata.withCommitProperties(
        properties,
        () -> {
          write.commit(epochId, of(all, part));
          return null;
        },
        RuntimeException.class);
  }

  private static WriterCommitMessage[] of(
      IngestMessage[] messages,
      java.util.function.Function<IngestMessage, WriterCommitMessage> part) {
    return Arrays.stream(messages).map(part).toArray(WriterCommitMessage[]::new);
  }
}
