package io.sluice.lake;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfoImpl;
import org.apache.spark.sql.connector.write.PhysicalWriteInfoImpl;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Writes rows to an Iceberg table that no catalog knows yet, such as one of a commit over several
 * tables: Spark's own writes look their table up by its name.
 */
public final class RowFiles {
  private RowFiles() {}

  /**
   * Appends the rows, which must have the table's columns, with these properties in the summary.
   */
  public static void append(Table table, Dataset<Row> rows, Map<String, String> summary) {
    BatchWrite write =
        new SparkTable(table, false)
            .newWriteBuilder(
                new LogicalWriteInfoImpl(
                    UUID.randomUUID().toString(),
                    rows.schema(),
                    new CaseInsensitiveStringMap(Map.of(SparkWriteOptions.FANOUT_ENABLED, "true")),
                    Optional.empty(),
                    Optional.empty()))
            .build()
            .toBatch();
    WriterCommitMessage[] written = run(write, rows);
    CommitMetadata.withCommitProperties(
        summary,
        () -> {
          write.commit(written);
          return null;
        },
        RuntimeException.class);
  }

  private static WriterCommitMessage[] run(BatchWrite write, Dataset<Row> rows) {
    JavaRDD<InternalRow> internal = rows.queryExecution().toRdd().toJavaRDD();
    DataWriterFactory factory =
        write.createBatchWriterFactory(new PhysicalWriteInfoImpl(internal.getNumPartitions()));
    Function2<Integer, Iterator<InternalRow>, Iterator<WriterCommitMessage>> task =
        (partition, part) -> write(factory, partition, part);
    return internal
        .mapPartitionsWithIndex(task, false)
        .collect()
        .toArray(WriterCommitMessage[]::new);
  }

  private static Iterator<WriterCommitMessage> write(
      DataWriterFactory factory, int partition, Iterator<InternalRow> rows) throws IOException {
    DataWriter<InternalRow> writer =
        factory.createWriter(partition, TaskContext.get().taskAttemptId());
    try (writer) {
      while (rows.hasNext()) {
        writer.write(rows.next());
      }
      return List.of(writer.commit()).iterator();
    } catch (IOException | RuntimeException e) {
      writer.abort();
      throw e;
    }
  }
}
