package io.sluice.bench.endurance;

import io.sluice.bench.BenchStack;
import io.sluice.bench.ShippedContract;
import io.sluice.contract.Contract;
import io.sluice.derive.CandleBuilder;
import io.sluice.feed.Topics;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport;
import io.sluice.publish.Publisher;
import io.sluice.state.Tables;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.producer.Producer;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Thousands of small batches and publishes: does the last one cost what the first one did? */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description =
        "Commits small batches and publishes them, thousands of times, and compares the time of the"
            + " last hundred with that of the first (after a warm-up); prints the size of the"
            + " metadata and the number of manifests.")
public final class Growth implements Callable<Integer> {
  private static final int PER_BATCH = 20;
  private static final int WARM_UP = 50;
  private static final int COMPARED = 100;
  private static final int PROGRESS = 50;

  @Option(names = "--batches", defaultValue = "3000", description = "Micro-batches at least.")
  private int batches;

  @Option(names = "--publishes", defaultValue = "1000", description = "Publishes at least.")
  private int publishes;

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final List<Long> batchMillis = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> publishMillis = new ArrayList<>();
  private final List<Long> candlesMillis = new ArrayList<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Growth()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (BenchStack stack = BenchStack.start(folder)) {
      Lakes lakes = new Lakes(stack);
      Contract contract = ShippedContract.trades();
      Topics.ensure(KafkaCluster.at(stack.kafka()), contract.topic(), 1);
      try (Lake lake = lakes.open();
          Producer<byte[], byte[]> producer = lakes.producer()) {
        new LakeInit(lake).init(contract);
        lake.spark().streams().addListener(new Batches());
        fill(producer, contract.topic(), 0, 200L * PER_BATCH);
        IngestQuery ingest =
            new IngestQuery(
                lake,
                contract,
                lakes.options("ingest", PER_BATCH, Duration.ofMillis(200), false),
                Clock.systemUTC());
        CompletableFuture<Void> ingesting = CompletableFuture.runAsync(ingest::run);
        publishAll(lake, contract, producer, ingesting);
        ingest.stop();
        ingesting.join();
        return report(lake, contract);
      }
    }
  }

  private void publishAll(
      Lake lake,
      Contract contract,
      Producer<byte[], byte[]> producer,
      CompletableFuture<Void> ingest) {
    CandleBuilder candles = new CandleBuilder(lake, contract, Clock.systemUTC());
    Publisher publisher = new Publisher(lake, contract, Clock.systemUTC());
    long sent = 200L * PER_BATCH;
    while ((publishMillis.size() < publishes || batchMillis.size() < batches) && !ingest.isDone()) {
      if (sent < (batchMillis.size() + 100L) * PER_BATCH) {
        fill(producer, contract.topic(), sent, sent + 100L * PER_BATCH);
        sent += 100L * PER_BATCH;
      }
      long before = System.nanoTime();
      candles.advance();
      long started = System.nanoTime();
      candlesMillis.add((started - before) / 1_000_000);
      PublishReport report = publisher.publish();
      if (report.outcome() == PublishReport.Outcome.PUBLISHED) {
        publishMillis.add((System.nanoTime() - started) / 1_000_000);
        if (publishMillis.size() % PROGRESS == 0) {
          progress(lake, contract);
        }
      }
    }
  }

  private void progress(Lake lake, Contract contract) {
    out.printf(
        "%d publishes, %d batches; medians of the last %d: publish %.0f ms, batch %.0f ms, candles %.0f ms%n",
        publishMillis.size(),
        batchMillis.size(),
        PROGRESS,
        median(last(publishMillis, PROGRESS)),
        median(last(batchMillis, PROGRESS)),
        median(last(candlesMillis, PROGRESS)));
    sizes(lake, contract);
  }

  private static List<Long> last(List<Long> numbers, int most) {
    List<Long> all = List.copyOf(numbers);
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  private static void fill(Producer<byte[], byte[]> producer, String topic, long from, long to) {
    for (long id = from; id < to; id++) {
      var unused = producer.send(Lakes.trade(topic, id, 1_704_067_200_000L + 500 * id));
    }
    producer.flush();
  }

  private int report(Lake lake, Contract contract) {
    // Both are printed, whatever the first one says.
    boolean batches = compared("batch", batchMillis);
    boolean publishes = compared("publish", publishMillis);
    boolean holds = sizes(lake, contract) && batches && publishes;
    out.println(holds ? "All bounds hold" : "FAILED");
    return holds ? 0 : 1;
  }

  private boolean sizes(Lake lake, Contract contract) {
    boolean holds = true;
    for (String name : Tables.of(contract).all()) {
      Table table = lake.table(name, References.STAGING);
      String file = ((HasTableOperations) table).operations().current().metadataFileLocation();
      long bytes = table.io().newInputFile(file).getLength();
      int manifests =
          table.currentSnapshot() == null
              ? 0
              : table.currentSnapshot().allManifests(table.io()).size();
      long plain =
          org.apache.iceberg.TableMetadataParser.toJson(
                  ((HasTableOperations) table).operations().current())
              .length();
      out.printf(
          "%s: metadata.json %,d bytes (%,d in the store), %d manifests%n",
          name, plain, bytes, manifests);
      holds &= plain <= 1 << 20 && manifests <= 200;
    }
    return holds;
  }

  private boolean compared(String what, List<Long> millis) {
    if (millis.size() < WARM_UP + 2 * COMPARED) {
      out.printf("%s: too few to compare: %d%n", what, millis.size());
      return false;
    }
    double first = median(millis.subList(WARM_UP, WARM_UP + COMPARED));
    double last = median(millis.subList(millis.size() - COMPARED, millis.size()));
    out.printf(
        "%s: median of the first %d after a warm-up of %d %.0f ms, of the last %d %.0f ms, ratio %.2f (%d in all)%n",
        what, COMPARED, WARM_UP, first, COMPARED, last, last / first, millis.size());
    return last / first <= 1.3;
  }

  private static double median(List<Long> numbers) {
    List<Long> sorted = numbers.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2.0;
  }

  /** The time of each micro-batch that read something. */
  private final class Batches extends StreamingQueryListener {
    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
      if (event.progress().numInputRows() > 0) {
        batchMillis.add(event.progress().durationMs().get("triggerExecution"));
      }
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}
  }
}
