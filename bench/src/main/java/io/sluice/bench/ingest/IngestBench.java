package io.sluice.bench.ingest;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.sun.management.OperatingSystemMXBean;
import io.sluice.bench.BenchStack;
import io.sluice.contract.Contract;
import io.sluice.feed.FeedLimits;
import io.sluice.feed.FeedRecord;
import io.sluice.feed.FeedResult;
import io.sluice.feed.Pace;
import io.sluice.feed.Progress;
import io.sluice.feed.TopicFeeder;
import io.sluice.feed.Topics;
import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures ingest beside stock Spark and beside a bare consumer, on the same records. */
@Command(
    name = "ingest-bench",
    mixinStandardHelpOptions = true,
    description =
        "Puts trades on a topic once and reads them in turn with Sluice's ingest, with stock Spark"
            + " (from_json and Iceberg's sink: as it comes, and tuned) and with a bare consumer;"
            + " warm, in one JVM, on as many Spark threads as there are cores.")
public final class IngestBench implements Callable<Integer> {
  /** A live stream's trades are of one day. */
  private static final Instant FIRST_TRADE = Instant.parse("2024-08-09T00:00:00Z");

  private static final String WARM_UP = "warmup";
  private static final int PARTITIONS = 4;
  private static final long SEED = 1;

  @Option(names = "--records", defaultValue = "6000000", description = "Trades on the topic.")
  private long records;

  @Option(names = "--passes", defaultValue = "3", description = "Timed passes of each.")
  private int passes;

  @Option(names = "--warm-up", defaultValue = "1000000", description = "Trades of the first pass.")
  private long warmUp;

  @Option(
      names = "--batch",
      defaultValue = "2000000",
      description = "Most records of a micro-batch, for all.")
  private long batch;

  @Option(names = "--only", split = ",", description = "Names of contenders. If not set, all.")
  private List<String> only = List.of();

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new IngestBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    Path data = folder.toAbsolutePath().normalize();
    try (BenchStack stack = BenchStack.start(data)) {
      Thread hook = new Thread(stack::close, "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      out.printf(
          Locale.ROOT,
          "%d cores, Java %s, store %s, broker and store on the same machine%n",
          cores,
          System.getProperty("java.version"),
          stack.store());
      feed(stack, WARM_UP, warmUp);
      feed(stack, "trades", records);
      Map<String, String> spark = Map.of("spark.master", "local[" + cores + "]");
      try (Lake lake = Lake.open(stack.lake("market"), References.MAIN, spark)) {
        Map<Contender, Speeds> speeds = measure(contenders(stack, lake, spark));
        report(speeds);
      }
      stack.close();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    BenchStack.delete(data);
    return 0;
  }

  private List<Contender> contenders(BenchStack stack, Lake lake, Map<String, String> spark) {
    List<Contender> all =
        List.of(
            new Sluice(stack, spark, batch),
            StockSpark.asItComes(stack, lake.spark(), batch),
            StockSpark.tuned(stack, lake.spark(), batch),
            new BareConsumer(stack.kafka()));
    return all.stream()
        .filter(each -> only.isEmpty() || only.contains(each.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private void feed(BenchStack stack, String topic, long count) {
    Topics.ensure(KafkaCluster.at(stack.kafka()), topic, PARTITIONS);
    TradeGenerator trades =
        new TradeGenerator(GeneratorSettings.plain(SEED, count, FIRST_TRADE.toEpochMilli()));
    try (TopicFeeder feeder =
        TopicFeeder.connect(
            KafkaCluster.at(stack.kafka()),
            topic,
            Pace.unlimited(),
            FeedLimits.NONE,
            Progress.silent())) {
      FeedResult result = feeder.feed(records(trades));
      out.println(result);
      if (result.sent() != count) {
        throw new IllegalStateException("Cannot measure: not all records were sent: " + result);
      }
    }
  }

  private static Iterator<FeedRecord> records(TradeGenerator trades) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return trades.hasNext();
      }

      @Override
      public FeedRecord next() {
        GeneratedTrade trade = trades.next();
        return new FeedRecord(trade.key(), trade.value());
      }
    };
  }

  private Map<Contender, Speeds> measure(List<Contender> contenders) throws Exception {
    Contract warm = contract(WARM_UP);
    for (Contender each : contenders) {
      out.printf(
          Locale.ROOT,
          "Warm-up: %s %,.0f rows/s%n",
          each.name(),
          time(each, warm, "warm").rowsPerSecond());
    }
    Map<Contender, Speeds> speeds = new LinkedHashMap<>();
    contenders.forEach(each -> speeds.put(each, new Speeds()));
    Contract contract = contract("trades");
    for (int pass = 1; pass <= passes; pass++) {
      List<Contender> order = new ArrayList<>(contenders);
      if (pass % 2 == 0) {
        // No contender always comes after the same one.
        Collections.reverse(order);
      }
      for (Contender each : order) {
        speeds.get(each).add(time(each, contract, "p" + pass));
      }
      String line =
          contenders.stream()
              .map(
                  each ->
                      String.format(Locale.ROOT, "%s %,.0f", each.name(), speeds.get(each).last()))
              .collect(Collectors.joining(", "));
      out.printf("Pass %d: %s rows/s%n", pass, line);
    }
    return speeds;
  }

  private Speeds.Pass time(Contender contender, Contract contract, String pass) throws Exception {
    contender.prepare(contract, pass);
    System.gc();
    long begun = System.nanoTime();
    long cpuBegun = cpuNanos();
    contender.run();
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpuMicros = (cpuNanos() - cpuBegun) / 1e3;
    long expected = contract.topic().equals(WARM_UP) ? warmUp : records;
    long rows = contender.rows();
    if (rows != expected) {
      throw new IllegalStateException(
          "Cannot measure: %s has %,d rows instead of %,d"
              .formatted(contender.name(), rows, expected));
    }
    return new Speeds.Pass(rows / seconds, cpuMicros / rows);
  }

  /** Processor time of this JVM, all threads; broker and store are other processes. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private void report(Map<Contender, Speeds> speeds) {
    Speeds sluice = speeds.values().iterator().next();
    Object[][] rows =
        speeds.entrySet().stream()
            .map(
                entry -> {
                  Speeds each = entry.getValue();
                  return new Object[] {
                    entry.getKey().name(),
                    "%,.0f".formatted(each.median()),
                    "%,.0f".formatted(each.least()),
                    "%,.0f".formatted(each.most()),
                    "%.1f".formatted(each.cpuMicrosPerRow()),
                    "%.2f x".formatted(sluice.median() / each.median()),
                    sluice.over(each).stream()
                        .map("%.2f"::formatted)
                        .collect(Collectors.joining(", "))
                  };
                })
            .toArray(Object[][]::new);
    out.println(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns(), rows));
  }

  private static Column[] columns() {
    return Stream.of(
            "", "median rows/s", "least", "most", "CPU µs/row", "Sluice is", "pass by pass")
        .map(header -> new Column().header(header))
        .toArray(Column[]::new);
  }

  /** The shipped contract, with this topic. */
  private static Contract contract(String topic) throws IOException {
    try (InputStream yaml =
        IngestBench.class.getClassLoader().getResourceAsStream("contracts/trades.yaml")) {
      if (yaml == null) {
        throw new IOException("Cannot read contract: not on the class path: contracts/trades.yaml");
      }
      String text = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
      return Contract.parse(
          "trades.yaml", text.replaceFirst("(property: topic\\s+value: )trades", "$1" + topic));
    }
  }
}
