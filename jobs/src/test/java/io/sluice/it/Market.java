package io.sluice.it;

import static org.awaitility.Awaitility.await;

import io.sluice.contract.Contract;
import io.sluice.derive.CandleBuilder;
import io.sluice.derive.CandleResult;
import io.sluice.feed.Topics;
import io.sluice.ingest.IngestOptions;
import io.sluice.ingest.IngestQuery;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport;
import io.sluice.publish.Publisher;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake of its own on the shared stack, with the verbs as methods: each test tells its story. */
final class Market {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Path SHIPPED = Path.of("../contracts/trades.yaml");

  private final String name;
  private final String yaml;
  private final Contract contract;
  private Lake lake;
  private long maxOffsets = 1_000_000;

  private Market(int partitions, String... replacements) {
    this.name = "it" + NUMBER.incrementAndGet() + "_" + ProcessHandle.current().pid();
    this.yaml = yaml(name, replacements);
    this.contract = Contract.parse("trades.yaml", yaml);
    Topics.ensure(SharedStack.kafka().cluster(), contract.topic(), partitions);
    this.lake = open();
    new LakeInit(lake).init(contract);
  }

  private Market(Market other, Lake lake, String yaml) {
    this.name = other.name;
    this.yaml = yaml;
    this.contract = Contract.parse("trades.yaml", yaml);
    this.lake = lake;
    this.maxOffsets = other.maxOffsets;
  }

  private Lake open() {
    return Lake.open(SharedStack.lake(name), References.MAIN, Map.of());
  }

  /** A new driver, whose tasks are numbered from 0 again. */
  Market restartDriver() {
    lake.close();
    lake = open();
    return this;
  }

  /** The same market with Nessie at another address, such as a proxy's. */
  Market through(String nessieUri) {
    return new Market(
        this, Lake.open(SharedStack.lake(name, nessieUri), References.MAIN, Map.of()), yaml);
  }

  /** The same market under another contract. */
  Market under(String... replacements) {
    return new Market(this, lake, yaml(topic(), replacements));
  }

  /** Another dataset of the namespace, with a topic and tables of its own. */
  Market beside(String dataset, String... replacements) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "- name: trades #",
                "- name: " + dataset + " #",
                "table: candles #",
                "table: " + dataset + "_candles #"));
    all.addAll(List.of(replacements));
    Market other = new Market(this, lake, yaml(name + "_" + dataset, all.toArray(String[]::new)));
    Topics.ensure(SharedStack.kafka().cluster(), other.topic(), 1);
    new LakeInit(lake).init(other.contract);
    return other;
  }

  /** A market with the shipped contract; replacements are pairs of text in it. */
  static Market open(int partitions, String... replacements) {
    return new Market(partitions, replacements);
  }

  private static String yaml(String topic, String... replacements) {
    try {
      String yaml =
          Files.readString(SHIPPED)
              .replaceFirst("(property: topic\\s+value: )trades", "$1" + topic);
      for (int i = 0; i < replacements.length; i += 2) {
        if (!yaml.contains(replacements[i])) {
          throw new IllegalArgumentException("not in the contract: " + replacements[i]);
        }
        yaml = yaml.replace(replacements[i], replacements[i + 1]);
      }
      return yaml;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Contract contract() {
    return contract;
  }

  /** The contract as a file, for verbs. */
  Path contractFile() {
    try {
      Path folder = Files.createDirectories(SharedStack.home().resolve(name));
      return Files.writeString(folder.resolve(contract.dataset() + ".yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Lake lake() {
    return lake;
  }

  String topic() {
    return contract.topic();
  }

  Market maxOffsetsPerTrigger(long most) {
    this.maxOffsets = most;
    return this;
  }

  /** Sends the values in their order, the key being the symbol. */
  void send(List<String> trades) {
    try (Producer<byte[], byte[]> producer = producer()) {
      for (String trade : trades) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic(),
                    TradeText.symbol(trade).getBytes(StandardCharsets.UTF_8),
                    trade.getBytes(StandardCharsets.UTF_8)));
      }
      producer.flush();
    }
  }

  /** Sends one record as it is. */
  void send(ProducerRecord<byte[], byte[]> record) {
    try (Producer<byte[], byte[]> producer = producer()) {
      var unused = producer.send(record);
      producer.flush();
    }
  }

  /** Sends the values in a transaction and takes it back. */
  void sendAndAbort(List<String> trades) {
    inTransaction(trades, Producer::abortTransaction);
  }

  /** Sends the values in a transaction. */
  void sendAndCommit(List<String> trades) {
    inTransaction(trades, Producer::commitTransaction);
  }

  private void inTransaction(List<String> trades, Consumer<Producer<byte[], byte[]>> end) {
    Map<String, Object> settings = new HashMap<>(producerSettings());
    settings.put("transactional.id", topic());
    try (Producer<byte[], byte[]> producer = producer(settings)) {
      producer.initTransactions();
      producer.beginTransaction();
      trades.forEach(
          trade -> {
            var unused =
                producer.send(
                    new ProducerRecord<>(topic(), trade.getBytes(StandardCharsets.UTF_8)));
          });
      producer.flush();
      end.accept(producer);
    }
  }

  /** Deletes the topic and makes one of the same name. */
  void remakeTopic(int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(producerSettings()))) {
      admin.deleteTopics(List.of(topic())).all().get();
      await()
          .ignoreExceptions()
          .until(
              () -> {
                admin
                    .createTopics(List.of(new NewTopic(topic(), partitions, (short) 1)))
                    .all()
                    .get();
                return true;
              });
    }
  }

  private static Producer<byte[], byte[]> producer() {
    return producer(producerSettings());
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Map<String, Object> producerSettings() {
    return Map.of(
        "bootstrap.servers",
        SharedStack.services().kafkaBootstrapServers(),
        "max.request.size",
        16 * 1024 * 1024,
        "max.in.flight.requests.per.connection",
        1);
  }

  Path checkpoint() {
    return SharedStack.home().resolve("checkpoints").resolve(topic());
  }

  /** Ingest up to what is on the topic now. */
  IngestQuery query(Path checkpoint) {
    return query(lake, checkpoint, Duration.ofMillis(100), true);
  }

  /** Ingest that goes on until it is stopped. */
  IngestQuery running(Path checkpoint, Duration every) {
    return query(lake, checkpoint, every, false);
  }

  /** Ingest in a session of its own, as a second driver has it. */
  IngestQuery elsewhere(Path checkpoint) {
    SparkSession.setActiveSession(lake.spark().newSession());
    try {
      return query(open(), checkpoint, Duration.ofMillis(100), true);
    } finally {
      SparkSession.setActiveSession(lake.spark());
    }
  }

  private IngestQuery query(Lake session, Path checkpoint, Duration every, boolean untilCaughtUp) {
    return new IngestQuery(
        session,
        contract,
        new IngestOptions(
            SharedStack.kafka(),
            "kafka",
            checkpoint.toUri().toString(),
            maxOffsets,
            every,
            untilCaughtUp),
        Clock.systemUTC());
  }

  /** Reads all that is on the topic; what became of everything read so far. */
  IngestCounts ingest() {
    query(checkpoint()).run();
    return counts();
  }

  IngestCounts counts() {
    return IngestState.of(lake.table(contract.dataset(), References.STAGING))
        .map(IngestState::counts)
        .orElse(IngestCounts.ZERO);
  }

  CandleResult buildCandles() {
    return new CandleBuilder(lake, contract, Clock.systemUTC()).catchUp(Optional.empty());
  }

  CandleResult buildCandlesUntil(String time) {
    return new CandleBuilder(lake, contract, Clock.systemUTC())
        .catchUp(Optional.of(Instant.parse(time)));
  }

  CandleResult advanceCandles() {
    return new CandleBuilder(lake, contract, Clock.systemUTC()).advance();
  }

  PublishReport publish() {
    return new Publisher(lake, List.of(contract), SharedStack.records(), Clock.systemUTC())
        .publish();
  }

  String mainHash() {
    return lake.references().branch(References.MAIN).getHash();
  }

  /** The table's Spark SQL name on main. */
  String table(String table) {
    return lake.name(table, References.MAIN);
  }

  String staged(String table) {
    return lake.name(table, References.STAGING);
  }

  /**
   * The rows of a query, each as its cells with {@code |} between; decimals in their shortest form.
   */
  List<String> rows(String sql) {
    return lake.spark().sql(sql).collectAsList().stream().map(TradeText::cells).toList();
  }

  long count(String sql) {
    Row row = lake.spark().sql(sql).head();
    return row.getLong(0);
  }
}
