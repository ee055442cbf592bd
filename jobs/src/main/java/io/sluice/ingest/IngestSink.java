package io.sluice.ingest;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The sink of ingest: one pass over the Kafka records, two Iceberg tables. Spark makes one instance
 * of it for a query by name, and asks it for a {@link StreamingWrite} at every micro-batch.
 */
public final class IngestSink implements TableProvider {
  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return new StructType();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new SinkTable();
  }

  private static final class SinkTable implements SupportsWrite {
    private IngestCommitter committer;

    @Override
    public String name() {
      return "sluice-ingest";
    }

    @Override
    @SuppressWarnings("deprecation") // Spark's own tables still answer by schema().
    public StructType schema() {
      return new StructType();
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.STREAMING_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
      return new WriteBuilder() {
        @Override
        public Write build() {
          return new Write() {
            @Override
            public StreamingWrite toStreaming() {
              return new IngestWrite(committer(info));
            }
          };
        }
      };
    }

    private synchronized IngestCommitter committer(LogicalWriteInfo info) {
      if (committer == null) {
        committer = IngestCommitter.open(info.queryId(), IngestSettings.of(info.options()));
      }
      return committer;
    }
  }
}
