package io.sluice.bench.ingest;

import io.sluice.bench.BenchStack;
import io.sluice.contract.Contract;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.TableSchemas;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;

/**
 * What one writes with Spark's own means: Kafka source, {@code from_json}, Iceberg's streaming
 * sink, into a table of the same columns and partitions.
 */
final class StockSpark implements Contender {
  private static final String JSON =
      "exchange STRING, symbol STRING, trade_id STRING, price DECIMAL(38,18),"
          + " quantity DECIMAL(38,18), side STRING, event_time BIGINT, sequence BIGINT";

  private final String name;
  private final BenchStack stack;
  private final SparkSession spark;
  private final long batchRecords;
  private final Map<String, String> tableProperties;
  private final Map<String, String> writeOptions;
  private String table;
  private DataStreamWriter<Row> writer;

  private StockSpark(
      String name,
      BenchStack stack,
      SparkSession spark,
      long batchRecords,
      Map<String, String> tableProperties,
      Map<String, String> writeOptions) {
    this.name = name;
    this.stack = stack;
    this.spark = spark;
    this.batchRecords = batchRecords;
    this.tableProperties = tableProperties;
    this.writeOptions = writeOptions;
  }

  /** With Iceberg's default table properties: rows are shuffled by partition. */
  static StockSpark asItComes(BenchStack stack, SparkSession spark, long batchRecords) {
    return new StockSpark("stock", stack, spark, batchRecords, Map.of(), Map.of());
  }

  /** Without the shuffle, as an experienced user would set it. */
  static StockSpark tuned(BenchStack stack, SparkSession spark, long batchRecords) {
    return new StockSpark(
        "tuned",
        stack,
        spark,
        batchRecords,
        Map.of("write.distribution-mode", "none"),
        Map.of("fanout-enabled", "true"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void prepare(Contract contract, String pass) {
    String namespace = name + "_" + pass;
    Catalog catalog =
        ((SparkCatalog) spark.sessionState().catalogManager().catalog(LakeConfig.CATALOG))
            .icebergCatalog();
    ((SupportsNamespaces) catalog).createNamespace(Namespace.of(namespace));
    // from_json says of every column that it may be null.
    Schema schema =
        new Schema(
            TableSchemas.dataset(contract).columns().stream()
                .map(NestedField::asOptional)
                .collect(Collectors.toList()));
    catalog
        .buildTable(TableIdentifier.of(namespace, "trades"), schema)
        .withPartitionSpec(PartitionSpec.builderFor(schema).day("event_time").build())
        .withProperties(tableProperties)
        .create();
    this.table = LakeConfig.CATALOG + "." + namespace + ".trades";
    this.writer =
        rows(contract.topic())
            .writeStream()
            .options(writeOptions)
            .option(
                "checkpointLocation",
                stack.folder().resolve("checkpoint-" + namespace).toUri().toString())
            .trigger(Trigger.AvailableNow());
  }

  private Dataset<Row> rows(String topic) {
    return spark
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", stack.kafka())
        .option("subscribe", topic)
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", batchRecords)
        .load()
        .selectExpr("from_json(CAST(value AS STRING), '" + JSON + "') AS trade", "*")
        .selectExpr(
            "trade.exchange",
            "trade.symbol",
            "trade.trade_id",
            "trade.price",
            "trade.quantity",
            "trade.side",
            "timestamp_millis(trade.event_time) AS event_time",
            "coalesce(trade.sequence, CAST(trade.trade_id AS BIGINT), offset) AS sequence",
            "CAST(NULL AS STRING) AS _extra",
            "topic AS _topic",
            "partition AS _kafka_partition",
            "offset AS _offset",
            "timestamp AS _broker_time",
            "current_timestamp() AS _ingest_time",
            "'kafka' AS _source");
  }

  @Override
  public void run() throws Exception {
    writer.toTable(table).awaitTermination();
  }

  @Override
  public long rows() {
    return spark.table(table).where("price > 0 AND event_time IS NOT NULL").count();
  }
}
