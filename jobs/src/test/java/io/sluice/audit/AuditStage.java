package io.sluice.audit;

import io.sluice.contract.Contract;
import io.sluice.lake.Frozen;
import io.sluice.lake.LakeInit;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import io.sluice.state.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.spark.sql.SparkSession;

/**
 * The tables of a dataset in a folder, without a broker or a catalog server: a test writes rows,
 * says what ingest would have said of them, and asks a check.
 */
final class AuditStage implements AutoCloseable {
  static final Instant NOW = Instant.parse("2024-01-02T12:00:00Z");

  private static final String NAMESPACE = "market";

  private final SparkSession spark;
  private final HadoopCatalog catalog;
  private final Contract contract;
  private final Tables tables;
  private final Map<String, Frozen> main = new HashMap<>();
  private final Map<Long, byte[]> sent = new HashMap<>();
  private Records records = kafka(this::read, Long.MAX_VALUE);
  private long start;
  private long end;
  private long skipped;
  private IngestCounts counts = IngestCounts.ZERO;
  private Optional<DerivedState> candles = Optional.empty();
  private AuditCache cache = new AuditCache();

  private AuditStage(Path folder, Contract contract) {
    String warehouse = folder.toUri().toString();
    this.spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()
            .newSession();
    String name = "stage";
    spark.conf().set("spark.sql.catalog." + name, "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog." + name + ".type", "hadoop");
    spark.conf().set("spark.sql.catalog." + name + ".warehouse", warehouse);
    spark.conf().set("spark.sql.catalog." + name + ".cache-enabled", "false");
    spark.conf().set("spark.sql.session.timeZone", "UTC");
    this.catalog = new HadoopCatalog(spark.sessionState().newHadoopConf(), warehouse);
    this.contract = contract;
    this.tables = Tables.of(contract);
    for (String table : tables.own()) {
      var schema = LakeInit.schema(table, tables, contract);
      catalog
          .buildTable(TableIdentifier.of(NAMESPACE, table), schema)
          .withPartitionSpec(LakeInit.partitions(table, schema, tables, contract))
          .withProperty("format-version", "2")
          .create();
    }
  }

  /** A stage with the shipped contract; replacements are pairs of text in it. */
  static AuditStage open(Path folder, String... replacements) {
    try {
      String yaml = Files.readString(Path.of("../contracts/trades.yaml"));
      for (int i = 0; i < replacements.length; i += 2) {
        if (!yaml.contains(replacements[i])) {
          throw new IllegalArgumentException("not in the contract: " + replacements[i]);
        }
        yaml = yaml.replace(replacements[i], replacements[i + 1]);
      }
      return new AuditStage(folder, Contract.parse("trades.yaml", yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A trade at an offset, some of its columns otherwise: pairs of name and SQL expression. */
  static Map<String, String> trade(long offset, String... otherwise) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("exchange", "'test'");
    row.put("symbol", "'BTCUSDT'");
    row.put("trade_id", "'" + offset + "'");
    row.put("price", "100");
    row.put("quantity", "1");
    row.put("side", "'buy'");
    row.put("event_time", "timestamp '2024-01-02 00:00:10'");
    row.put("sequence", Long.toString(offset));
    row.put("_extra", "NULL");
    origin(row, offset);
    return with(row, otherwise);
  }

  /** A refused record at an offset. */
  static Map<String, String> refused(long offset, String... otherwise) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("dataset", "'trades'");
    row.put("reason", "'not_json'");
    row.put("field", "NULL");
    row.put("detail", "NULL");
    row.put("key", "NULL");
    row.put("value", "X'7B'");
    row.put("headers", "NULL");
    origin(row, offset);
    return with(row, otherwise);
  }

  /** A bar of one trade of 100 in a minute. */
  static Map<String, String> bar(String open, String... otherwise) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("exchange", "'test'");
    row.put("symbol", "'BTCUSDT'");
    row.put("interval", "'1m'");
    row.put("open_time", "timestamp '2024-01-02 %s'".formatted(open));
    row.put("close_time", "timestamp '2024-01-02 %s' + INTERVAL '1' MINUTE".formatted(open));
    for (String price : List.of("open", "high", "low", "close")) {
      row.put(price, "100");
    }
    row.put("volume", "1");
    row.put("quote_volume", "100");
    row.put("vwap", "100");
    row.put("trade_count", "1");
    row.put("buy_volume", "1");
    row.put("first_sequence", "0");
    row.put("last_sequence", "0");
    row.put("revision", "0");
    row.put("reason", "NULL");
    return with(row, otherwise);
  }

  private static void origin(Map<String, String> row, long offset) {
    row.put("_topic", "'trades'");
    row.put("_kafka_partition", "0");
    row.put("_offset", Long.toString(offset));
    row.put("_broker_time", "timestamp '2024-01-02 00:00:11'");
    row.put("_ingest_time", "timestamp '2024-01-02 00:00:12'");
    row.put("_source", "'kafka'");
  }

  private static Map<String, String> with(Map<String, String> row, String... otherwise) {
    for (int i = 0; i < otherwise.length; i += 2) {
      row.put(otherwise[i], otherwise[i + 1]);
    }
    return row;
  }

  /** Ingest has read up to an offset, and this became of the records. */
  AuditStage read(long upTo, long accepted, long quarantined, long duplicate) {
    end = upTo;
    counts = new IngestCounts(accepted + quarantined + duplicate, accepted, quarantined, duplicate);
    return this;
  }

  /** As {@link #read}, with offsets that held no record. */
  AuditStage skipped(long offsets) {
    skipped = offsets;
    return this;
  }

  /** Says of the counts what is not so. */
  AuditStage counted(IngestCounts told) {
    counts = told;
    return this;
  }

  /** The bars are closed up to a time. */
  AuditStage closed(String through, long bars) {
    candles =
        Optional.of(
            new DerivedState(1, "hash", Instant.parse(through).toEpochMilli() * 1_000, bars));
    return this;
  }

  /** Kafka has another record at an offset than the trade or the refused record there. */
  AuditStage sent(long offset, String value) {
    sent.put(offset, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Kafka as the audit finds it. */
  AuditStage kafka(Records found) {
    records = found;
    return this;
  }

  /** Reads ranges of a topic. */
  interface Reading {
    SortedMap<Integer, Long> read(
        String topic,
        String topicId,
        SortedMap<Integer, NavigableMap<Long, Long>> ranges,
        Consumer<Records.Found> each);
  }

  /** A topic of one partition. */
  static Records kafka(Reading reading, long end) {
    return new Records() {
      @Override
      public SortedMap<Integer, Long> ends(String topic, String topicId) {
        return new TreeMap<>(Map.of(0, end));
      }

      @Override
      public SortedMap<Integer, Long> read(
          String topic,
          String topicId,
          SortedMap<Integer, NavigableMap<Long, Long>> ranges,
          Consumer<Found> each) {
        return reading.read(topic, topicId, ranges, each);
      }
    };
  }

  /** The records of a topic of which everything is there. */
  SortedMap<Integer, Long> read(
      String topic,
      String topicId,
      SortedMap<Integer, NavigableMap<Long, Long>> ranges,
      Consumer<Records.Found> each) {
    SortedMap<Integer, Long> starts = new TreeMap<>();
    ranges.forEach(
        (partition, own) -> {
          starts.put(partition, 0L);
          own.forEach(
              (from, to) -> {
                for (long offset = from; offset < to; offset++) {
                  each.accept(
                      new Records.Found(
                          partition,
                          offset,
                          Instant.parse("2024-01-02T00:00:11Z").toEpochMilli(),
                          null,
                          sent.containsKey(offset) ? sent.get(offset) : value(offset),
                          List.of()));
                }
              });
        });
    return starts;
  }

  private static byte[] value(long offset) {
    return """
    {"exchange":"test","symbol":"BTCUSDT","trade_id":"%1$d","price":"100","quantity":"1","side":"buy","event_time":1704153610000,"sequence":%1$d}"""
        .formatted(offset)
        .getBytes(StandardCharsets.UTF_8);
  }

  @SafeVarargs
  final AuditStage trades(Map<String, String>... rows) {
    return insert(tables.rows(), List.of(rows));
  }

  /** One trade at each offset from 0 on. */
  AuditStage manyTrades(long count) {
    Map<String, String> row = trade(0, "trade_id", "string(id)", "sequence", "id", "_offset", "id");
    return commit(
        tables.rows(),
        "INSERT INTO %s SELECT %s FROM range(%d)"
            .formatted(name(tables.rows()), String.join(", ", row.values()), count));
  }

  @SafeVarargs
  final AuditStage quarantine(Map<String, String>... rows) {
    for (Map<String, String> row : rows) {
      sent.putIfAbsent(Long.parseLong(row.get("_offset")), new byte[] {'{'});
    }
    return insert(tables.quarantine(), List.of(rows));
  }

  @SafeVarargs
  final AuditStage bars(Map<String, String>... rows) {
    return insert(tables.candles().orElseThrow(), List.of(rows));
  }

  private AuditStage insert(String table, List<Map<String, String>> rows) {
    String values =
        rows.stream()
            .map(row -> "(" + String.join(", ", row.values()) + ")")
            .collect(Collectors.joining(", "));
    return commit(
        table,
        "INSERT INTO %s (%s) VALUES %s"
            .formatted(name(table), String.join(", ", rows.get(0).keySet()), values));
  }

  /** Runs a statement on a table, {@code %s} in it; the commit says what ingest says. */
  AuditStage change(String table, String statement) {
    return commit(table, statement.formatted(name(table)));
  }

  private AuditStage commit(String table, String statement) {
    Map<String, String> properties =
        tables.isCandles(table)
            ? candles.map(DerivedState::toProperties).orElse(Map.of())
            : state().toProperties();
    CommitMetadata.withCommitProperties(
        properties,
        () -> {
          spark.sql(statement);
          return null;
        },
        RuntimeException.class);
    return this;
  }

  /** Main is at what the tables hold now. */
  AuditStage published() {
    for (String table : tables.own()) {
      BaseTable now = (BaseTable) load(table);
      if (now.currentSnapshot() != null) {
        String metadata = now.operations().current().metadataFileLocation();
        main.put(
            table,
            new Frozen(
                new BaseTable(new StaticTableOperations(metadata, now.io()), table), name(table)));
      }
    }
    return this;
  }

  /** Main has nothing. */
  AuditStage unpublished() {
    main.clear();
    return this;
  }

  Table load(String table) {
    return catalog.loadTable(TableIdentifier.of(NAMESPACE, table));
  }

  private static String name(String table) {
    return "stage." + NAMESPACE + "." + table;
  }

  private IngestState state() {
    return new IngestState(
        "query",
        0,
        contract.topic(),
        "",
        new TreeMap<>(Map.of(0, new PartitionState(start, end, skipped, Long.MIN_VALUE, false))),
        counts,
        0);
  }

  /** Audits go on with this one. */
  AuditStage cache(AuditCache other) {
    cache = other;
    return this;
  }

  AuditScope scope() {
    return new AuditScope(
        spark,
        contract,
        NOW,
        table -> new Frozen(load(table), name(table)),
        table -> Optional.ofNullable(main.get(table)),
        state(),
        candles,
        cache,
        records);
  }

  /** What a check finds. */
  List<Finding> findings(Check check) {
    try (AuditScope scope = scope()) {
      return check.findings(scope);
    }
  }

  /** What a check finds wrong. */
  List<Finding> failures(Check check) {
    return findings(check).stream().filter(finding -> !finding.passed()).toList();
  }

  @Override
  public void close() {
    try {
      catalog.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
