package io.sluice.bench.audit;

import io.sluice.audit.Audit;
import io.sluice.audit.AuditCache;
import io.sluice.audit.AuditScope;
import io.sluice.audit.Finding;
import io.sluice.audit.Records;
import io.sluice.bench.BenchStack;
import io.sluice.bench.ShippedContract;
import io.sluice.contract.Contract;
import io.sluice.derive.CandleBuilder;
import io.sluice.feed.Topics;
import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.ingest.IngestOptions;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.publish.KafkaRecords;
import io.sluice.publish.Publisher;
import io.sluice.state.Cut;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.projectnessie.model.Branch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures an audit beside Spark SQL's own scan of the same new files, in turn, in one JVM. */
@Command(
    name = "audit-bench",
    mixinStandardHelpOptions = true,
    description =
        "Ingests trades, builds their bars, and audits them as one increment, in turn with"
            + " SELECT count(*), max of each column over the same files; then audits an empty"
            + " increment. Times are medians of several passes after a warm-up.")
public final class AuditBench implements Callable<Integer> {
  private static final int PARTITIONS = 4;

  @Option(names = "--records", defaultValue = "4000000", description = "Trades in the increment.")
  private long records;

  @Option(names = "--passes", defaultValue = "3", description = "Timed passes of each.")
  private int passes;

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new AuditBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (BenchStack stack = BenchStack.start(folder);
        KafkaAdmin kafka = KafkaAdmin.of(KafkaCluster.at(stack.kafka()));
        KafkaRecords topic = new KafkaRecords(kafka);
        Lake lake = Lake.open(stack.lake("market"), References.MAIN, Map.of())) {
      Contract contract = ShippedContract.trades();
      Topics.ensure(KafkaCluster.at(stack.kafka()), contract.topic(), PARTITIONS);
      new LakeInit(lake).init(contract);
      fill(stack.kafka(), contract.topic());
      out.printf(
          "Ingest of %,d trades: %.1f s%n", records, seconds(() -> ingest(stack, lake, contract)));
      CandleBuilder candles = new CandleBuilder(lake, contract, Clock.systemUTC());
      out.printf("Candles: %.1f s%n", seconds(() -> candles.catchUp(Optional.empty())));
      boolean passed = compare(lake, contract, topic);
      Publisher publisher = new Publisher(lake, List.of(contract), topic, Clock.systemUTC());
      out.printf("Publish: %.1f s%n", seconds(publisher::publish));
      List<Double> empty = new ArrayList<>();
      for (int pass = 0; pass <= passes; pass++) {
        empty.add(seconds(() -> audit(lake, contract, topic)));
      }
      out.printf("Audit of an empty increment: %.2f s%n", median(empty.subList(1, empty.size())));
      return passed ? 0 : 1;
    }
  }

  private boolean compare(Lake lake, Contract contract, Records topic) {
    List<Double> audits = new ArrayList<>();
    List<Double> scans = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (int pass = 0; pass <= passes; pass++) {
      double scan = seconds(() -> scan(lake, contract));
      double audit = seconds(() -> findings.addAll(audit(lake, contract, topic)));
      if (pass > 0) {
        scans.add(scan);
        audits.add(audit);
        out.printf(
            "pass %d: audit %.2f s, scan %.2f s, ratio %.2f%n", pass, audit, scan, audit / scan);
      }
    }
    out.printf(
        "Audit of %,d new rows: %.2f s; count and max of each column of the same files: %.2f s; ratio %.2f%n",
        records, median(audits), median(scans), median(audits) / median(scans));
    List<Finding> failed = findings.stream().filter(Finding::failed).distinct().toList();
    failed.forEach(finding -> out.println("Failed: " + finding));
    return failed.isEmpty();
  }

  private static List<Finding> audit(Lake lake, Contract contract, Records topic) {
    Branch main = lake.references().branch(References.MAIN);
    Branch staging = lake.references().branch(References.STAGING);
    Tables tables = Tables.of(contract);
    String at = References.STAGING + "#" + staging.getHash();
    Cut cut =
        new Cut(
            main,
            staging,
            lake.references().contents(staging, tables.own()),
            lake.references().contents(main, tables.all()),
            IngestState.of(lake.table(tables.rows(), at)).orElseThrow(),
            DerivedState.of(lake.table(tables.candles().orElseThrow(), at)));
    try (AuditScope scope =
        new AuditScope(lake, contract, cut, staging, new AuditCache(), topic, Clock.systemUTC())) {
      return Audit.run(scope);
    }
  }

  private static void scan(Lake lake, Contract contract) {
    String name = lake.name(contract.dataset(), References.STAGING);
    String columns =
        Arrays.stream(lake.spark().table(name).columns())
            .map("max(`%s`)"::formatted)
            .collect(Collectors.joining(", "));
    // Without Iceberg's answer from the statistics of files: the rows are to be read.
    lake.spark()
        .read()
        .option("aggregate-push-down-enabled", "false")
        .format("iceberg")
        .load(name)
        .createOrReplaceTempView("scanned");
    var unused = lake.spark().sql("SELECT count(*), " + columns + " FROM scanned").collectAsList();
  }

  private static void ingest(BenchStack stack, Lake lake, Contract contract) {
    new IngestQuery(
            lake,
            contract,
            new IngestOptions(
                KafkaAdmin.of(KafkaCluster.at(stack.kafka())),
                "kafka",
                stack.folder().resolve("checkpoint").toUri().toString(),
                2_000_000,
                Duration.ofSeconds(1),
                true),
            Clock.systemUTC())
        .run();
  }

  private void fill(String bootstrapServers, String topic) {
    TradeGenerator trades =
        new TradeGenerator(
            GeneratorSettings.plain(
                    1, records, Instant.parse("2024-08-09T00:00:00Z").toEpochMilli())
                .withTimes(1_000, 10_000));
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers, "linger.ms", 20, "compression.type", "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      while (trades.hasNext()) {
        GeneratedTrade trade = trades.next();
        var unused = producer.send(new ProducerRecord<>(topic, trade.key(), trade.value()));
      }
      producer.flush();
    }
  }

  private static double seconds(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) / 1e9;
  }

  private static double median(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}
