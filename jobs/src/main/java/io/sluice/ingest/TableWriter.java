package io.sluice.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.connector.write.LogicalWriteInfoImpl;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Iceberg's own streaming write of a table. */
final class TableWriter {
  private static final Map<String, String> OPTIONS =
      Map.of(
          // Rows come in Kafka's order: a file for each partition value stays open.
          SparkWriteOptions.FANOUT_ENABLED, "true",
          // A manifest for each batch would pile up: every scan opens all of them.
          SparkWriteOptions.USE_MERGE_APPEND_FOR_STREAMING, "true");

  private TableWriter() {}

  static StreamingWrite open(Table table) {
    return new SparkTable(table, false)
        .newWriteBuilder(
            new LogicalWriteInfoImpl(
                // Part of the data files' names, with epoch and task. Under the query's own id the
                // replay of an epoch would overwrite files of it that are committed.
                UUID.randomUUID().toString(),
                SparkSchemaUtil.convert(table.schema()),
                new CaseInsensitiveStringMap(OPTIONS),
                Optional.empty(),
                Optional.empty()))
        .build()
        .toStreaming();
  }

  /** Commits to the table what the tasks of another write of it have written. */
  static void append(
      Table table, long epochId, WriterCommitMessage[] written, Map<String, String> summary) {
    CommitMetadata.withCommitProperties(
        summary,
        () -> {
          open(table).commit(epochId, Written.parts(written));
          return null;
        },
        RuntimeException.class);
  }
}
