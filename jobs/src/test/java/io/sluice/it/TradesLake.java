package io.sluice.it;

import io.sluice.contract.Contract;
import io.sluice.feed.Topics;
import io.sluice.lake.IngestCounts;
import io.sluice.lake.IngestState;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.local.LocalStack;
import io.sluice.stream.CandleBuilder;
import io.sluice.stream.IngestOptions;
import io.sluice.stream.IngestQuery;
import io.sluice.wap.PublishReport;
import io.sluice.wap.Publisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A dataset of trades with a namespace, a topic and a checkpoint of its own. */
final class TradesLake implements AutoCloseable {
  private final LocalStack stack;
  private final Contract contract;
  private final Lake lake;
  private final Path checkpoint;
  private final KafkaProducer<byte[], byte[]> producer;

  private TradesLake(LocalStack stack, Contract contract, Map<String, String> sparkSettings) {
    this.stack = stack;
    this.contract = contract;
    this.lake = Lake.open(config(stack, contract.topic()), References.MAIN, sparkSettings);
    try {
      this.checkpoint = Files.createTempDirectory("sluice-it-checkpoint").resolve("ingest");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a folder for the checkpoint", e);
    }
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.kafkaBootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                16 * 1024 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Creates topic and tables. The namespace is the contract's topic. */
  static TradesLake create(LocalStack stack, ContractText contract, int partitions) {
    return create(stack, contract, partitions, Map.of());
  }

  /** The same with settings for Spark. */
  static TradesLake create(
      LocalStack stack, ContractText text, int partitions, Map<String, String> sparkSettings) {
    Contract contract = text.parse();
    Topics.ensure(stack.kafkaBootstrapServers(), contract.topic(), partitions);
    TradesLake created = new TradesLake(stack, contract, sparkSettings);
    new LakeInit(created.lake).init(contract);
    return created;
  }

  static LakeConfig config(LocalStack stack, String namespace) {
    return new LakeConfig(
        stack.nessieUri(),
        "s3://sluice/warehouse",
        stack.s3Endpoint(),
        "us-east-1",
        stack.s3AccessKey(),
        stack.s3SecretKey(),
        namespace);
  }

  Lake lake() {
    return lake;
  }

  Contract contract() {
    return contract;
  }

  Path checkpoint() {
    return checkpoint;
  }

  void send(TradeRecord... trades) {
    Stream.of(trades).forEach(trade -> send(null, trade));
    producer.flush();
  }

  /** To this Kafka partition; null: by key. */
  void send(Integer partition, TradeRecord trade) {
    send(new ProducerRecord<>(contract.topic(), partition, trade.key(), trade.value()));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what did not arrive is missed by the counts
  void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(record);
  }

  void flush() {
    producer.flush();
  }

  /** Ingests what is on the topic now; the counts of all that was ever read. */
  IngestCounts ingest() {
    ingest(1_000_000).run();
    return counts();
  }

  /** A query that ends when it has caught up, with this many records in a micro-batch. */
  IngestQuery ingest(long maxRecords) {
    return new IngestQuery(
        lake,
        contract,
        new IngestOptions(
            stack.kafkaBootstrapServers(),
            "kafka",
            checkpoint.toUri().toString(),
            maxRecords,
            Duration.ofMillis(100),
            true));
  }

  IngestCounts counts() {
    return IngestState.of(lake.table(contract.dataset(), References.STAGING))
        .map(IngestState::counts)
        .orElse(IngestCounts.ZERO);
  }

  CandleBuilder candles() {
    return new CandleBuilder(lake, contract);
  }

  PublishReport publish() {
    return new Publisher(lake, contract, Clock.systemUTC()).publish();
  }

  String head(String branch) {
    return lake.references().branch(branch).getHash();
  }

  /** Spark SQL; {@code {trades@staging}} stands for the table's full name. */
  List<Row> sql(String sql) {
    return lake.spark().sql(resolved(sql)).collectAsList();
  }

  /** Rows as text, a cell after the other, sorted. */
  List<String> texts(String sql) {
    return sql(sql).stream().map(row -> row.mkString(" ")).sorted().toList();
  }

  long number(String sql) {
    return ((Number) sql(sql).get(0).get(0)).longValue();
  }

  private String resolved(String sql) {
    return sql.replaceAll("\\{([^}]+)}", "lake." + contract.topic() + ".`$1`");
  }

  /** Leaves the Spark session to the next test. */
  @Override
  public void close() {
    producer.close();
    lake.references().close();
  }

  static void stopSpark() {
    if (!SparkSession.getDefaultSession().isEmpty()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }
}
