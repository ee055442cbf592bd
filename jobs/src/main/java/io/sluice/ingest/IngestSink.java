package io.sluice.ingest;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * The sink of ingest: one pass over the Kafka records, two Iceberg tables. Spark creates it by its
 * class name in the driver; the option {@value #TARGET} names which query's target it writes to.
 */
public final class IngestSink implements TableProvider {
  static final String TARGET = "target";

  private static final Map<String, IngestTarget> TARGETS = new ConcurrentHashMap<>();

  /** Makes a target known under a name for as long as its query runs. */
  static void open(String name, IngestTarget target) {
    TARGETS.put(name, target);
  }

  static void close(String name) {
    TARGETS.remove(name);
  }

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
              return new IngestWrite(info.queryId(), TARGETS.get(info.options().get(TARGET)));
            }
          };
        }
      };
    }
  }
}
