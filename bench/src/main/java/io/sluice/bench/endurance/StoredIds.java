package io.sluice.bench.endurance;

import io.sluice.bench.BenchStack;
import io.sluice.bench.ShippedContract;
import io.sluice.contract.Contract;
import io.sluice.feed.Topics;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Very many stored text ids: how long does a restart take, and does a batch notice them? */
@Command(
    name = "stored-ids",
    mixinStandardHelpOptions = true,
    description =
        "Ingests small batches, stores very many trades with text ids, restarts the driver and ingests"
            + " small batches again, among them repeats of stored trades; prints the time of the"
            + " restart, the heap, and the batches' times before and after.")
public final class StoredIds implements Callable<Integer> {
  private static final int PER_BATCH = 2_000;
  private static final int BATCHES = 20;
  private static final int REPEATS = 1_000;
  private static final long AT_ONCE = 5_000_000;
  private static final long FIRST_MILLIS = 1_704_067_200_000L;

  @Option(names = "--rows", defaultValue = "50000000", description = "Trades that are stored.")
  private long rows;

  @Option(
      names = "--seconds",
      defaultValue = "120",
      description = "The longest that a restart may take.")
  private int seconds;

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final List<Long> batchMillis = Collections.synchronizedList(new ArrayList<>());
  private volatile long firstBatchNanos;
  private volatile long firstBatchCpuNanos;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new StoredIds()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (BenchStack stack = BenchStack.start(folder)) {
      Lakes lakes = new Lakes(stack);
      Contract contract = ShippedContract.trades();
      Topics.ensure(KafkaCluster.at(stack.kafka()), contract.topic(), 1);
      double few;
      try (Lake lake = lakes.open()) {
        new LakeInit(lake).init(contract);
        send(lakes, contract, rows, false);
        ingest(lakes, lake, contract);
        few = medianBatch();
        store(lake, contract);
      }
      resetPeak();
      send(lakes, contract, rows + (long) PER_BATCH * BATCHES, true);
      try (Lake lake = lakes.open()) {
        long started = System.nanoTime();
        long busy = cpuNanos();
        IngestCounts counts = ingest(lakes, lake, contract);
        return report(
            counts, few, (firstBatchNanos - started) / 1e9, (firstBatchCpuNanos - busy) / 1e9);
      }
    }
  }

  /** New trades, some time after all stored ones, and repeats of stored ones. */
  private void send(Lakes lakes, Contract contract, long from, boolean repeats) {
    try (Producer<byte[], byte[]> producer = lakes.producer()) {
      for (long id = from; id < from + (long) PER_BATCH * BATCHES; id++) {
        var unused = producer.send(trade(contract.topic(), id));
      }
      for (long i = 0; repeats && i < REPEATS; i++) {
        var unused = producer.send(trade(contract.topic(), i * rows / REPEATS));
      }
      producer.flush();
    }
  }

  private static ProducerRecord<byte[], byte[]> trade(String topic, long id) {
    String symbol = "S" + id % 5;
    String json =
        """
        {"exchange":"bench","symbol":"%s","trade_id":"%s","price":"100","quantity":"1","side":"buy","event_time":%d,"sequence":%d}"""
            .formatted(symbol, textId(id), FIRST_MILLIS + id, id);
    return new ProducerRecord<>(
        topic, symbol.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
  }

  private static String textId(long id) {
    try {
      byte[] text = Long.toString(id).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot make text ids: no MD5", e);
    }
  }

  private IngestCounts ingest(Lakes lakes, Lake lake, Contract contract) {
    batchMillis.clear();
    firstBatchNanos = 0;
    lake.spark().streams().addListener(new Batches());
    new IngestQuery(
            lake,
            contract,
            lakes.options("ingest", PER_BATCH, Duration.ofMillis(100), true),
            Clock.systemUTC())
        .run();
    return IngestState.of(lake.table(Tables.of(contract).rows(), References.STAGING))
        .orElseThrow()
        .counts();
  }

  /** Rows as ingest would have written them, of offsets before those that it reads. */
  private void store(Lake lake, Contract contract) {
    String table = lake.name(Tables.of(contract).rows(), References.STAGING);
    for (long from = 0; from < rows; from += AT_ONCE) {
      try {
        lake.spark()
            .range(from, Math.min(rows, from + AT_ONCE), 1, 2)
            .selectExpr(
                "'bench' AS exchange",
                "concat('S', id % 5) AS symbol",
                "md5(cast(id AS string)) AS trade_id",
                "cast(100 AS decimal(38, 18)) AS price",
                "cast(1 AS decimal(38, 18)) AS quantity",
                "'buy' AS side",
                "timestamp_millis(%d + id) AS event_time".formatted(FIRST_MILLIS),
                "id AS sequence",
                "cast(null AS string) AS _extra",
                "'%s' AS _topic".formatted(contract.topic()),
                "0 AS _kafka_partition",
                "id - %d AS _offset".formatted(rows),
                "current_timestamp() AS _broker_time",
                "current_timestamp() AS _ingest_time",
                "'kafka' AS _source")
            .writeTo(table)
            .option("distribution-mode", "none")
            .option("fanout-enabled", "true")
            .append();
      } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
        throw new IllegalStateException("Cannot store trades: no table: " + table, e);
      }
      out.printf("%,d trades stored%n", Math.min(rows, from + AT_ONCE));
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private int report(
      IngestCounts counts, double few, double restartSeconds, double restartCpuSeconds) {
    long peak = peak() >> 20;
    System.gc();
    long held = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    double many = medianBatch();
    out.printf(
        "Restart with %,d stored text ids: %.1f s until the first batch was committed, %.1f s of processor time%n",
        rows, restartSeconds, restartCpuSeconds);
    out.printf(
        "Heap: %,d MB at most, %,d MB held after it, of %,d MB%n",
        peak, held, Runtime.getRuntime().maxMemory() >> 20);
    out.printf(
        "Batch of %,d records: median %.0f ms with few stored ids, %.0f ms with many, ratio %.2f%n",
        PER_BATCH, few, many, many / few);
    long sent = 2L * PER_BATCH * BATCHES;
    IngestCounts expected = new IngestCounts(sent + REPEATS, sent, 0, REPEATS);
    boolean right = holds(counts.equals(expected), "counts", counts + ", expected " + expected);
    boolean soon = holds(restartSeconds <= seconds, "restart", "longer than " + seconds + " s");
    boolean even = holds(many / few <= 1.3, "batches", "slower than 1.3 times");
    return right && soon && even ? 0 : 1;
  }

  private boolean holds(boolean holds, String what, String otherwise) {
    out.println(what + (holds ? ": as asked for" : ": FAILED: " + otherwise));
    return holds;
  }

  private double medianBatch() {
    List<Long> sorted = batchMillis.stream().skip(5).sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static void resetPeak() {
    System.gc();
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** The sum of what each part of the heap held at most. */
  private static long peak() {
    return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** The time of each micro-batch that read something. */
  private final class Batches extends StreamingQueryListener {
    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      if (event.progress().numInputRows() > 0) {
        if (firstBatchNanos == 0) {
          firstBatchNanos = System.nanoTime();
          firstBatchCpuNanos = cpuNanos();
        }
        batchMillis.add(event.progress().durationMs().get("triggerExecution"));
      }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }
}
