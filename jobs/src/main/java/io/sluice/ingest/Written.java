package io.sluice.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** What the writers of one task have written to a table, one after the other. */
record Written(List<WriterCommitMessage> parts) implements WriterCommitMessage {
  private static final long serialVersionUID = 1L;

  Written {
    parts = List.copyOf(parts);
  }

  /** What Iceberg's own writers say, of all tasks. */
  static WriterCommitMessage[] parts(WriterCommitMessage[] tasks) {
    return Arrays.stream(tasks)
        .flatMap(task -> task instanceof Written its ? its.parts.stream() : Stream.of(task))
        .toArray(WriterCommitMessage[]::new);
  }
}
