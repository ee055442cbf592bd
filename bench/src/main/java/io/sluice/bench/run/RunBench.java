package io.sluice.bench.run;

import io.sluice.bench.BenchStack;
import io.sluice.bench.Verbs;
import io.sluice.feed.Topics;
import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.kafka.KafkaCluster;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long records take from their append to Kafka until they are visible on main. */
@Command(
    name = "run-bench",
    mixinStandardHelpOptions = true,
    description =
        "Produces trades at a fixed rate while `sluice run` ingests, audits and publishes them, and"
            + " prints the time from the broker's append to their appearance on main.")
public final class RunBench implements Callable<Integer> {
  private static final String TOPIC = "trades";
  private static final int PARTITIONS = 4;
  private static final Duration VERB_WITHIN = Duration.ofMinutes(3);
  private static final Duration DRAIN_WITHIN = Duration.ofMinutes(2);
  private static final long LONGEST_MILLIS = Duration.ofHours(1).toMillis();

  @Option(names = "--rate", defaultValue = "50000", description = "Records per second.")
  private long rate;

  @Option(names = "--seconds", defaultValue = "300", description = "How long it is measured.")
  private long seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description = "Seconds under the same load before that; they are not counted.")
  private long warmUp;

  @Option(names = "--trigger-interval", defaultValue = "1s", description = "Handed to `run`.")
  private String triggerInterval;

  @Option(names = "--publish-every", defaultValue = "1s", description = "Handed to `run`.")
  private String publishEvery;

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  @Option(names = "--jvm-options", description = "A file of options for the drivers' JVM.")
  private List<Path> jvmOptions = List.of();

  @Option(names = "--class-path", required = true, description = "Of the drivers.")
  private String classPath;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final Clock clock = Clock.systemUTC();
  private final AtomicLong publishes = new AtomicLong();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RunBench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (BenchStack stack = BenchStack.start(folder);
        Verbs verbs = new Verbs(stack, jvmOptions, classPath)) {
      Path log = folder.resolve("run.log");
      if (verbs.run(log, VERB_WITHIN, "init") != 0) {
        out.println("Cannot measure: init failed: " + log);
        return 1;
      }
      Topics.ensure(KafkaCluster.at(stack.kafka()), TOPIC, PARTITIONS);
      Process run =
          verbs.start(
              log,
              List.of(
                  "run", "--trigger-interval", triggerInterval, "--publish-every", publishEvery));
      Histogram latencies = measure(stack, run);
      verbs.kill(run);
      print(latencies);
      return latencies.getTotalCount() > 0 ? 0 : 1;
    }
  }

  private Histogram measure(BenchStack stack, Process run) throws Exception {
    Appended appended = new Appended(100);
    long started = clock.millis();
    long countFrom = started + 1_000 * warmUp;
    long end = countFrom + 1_000 * seconds;
    Histogram latencies = new Histogram(LONGEST_MILLIS, 3);
    CompletableFuture<Void> feeding =
        CompletableFuture.runAsync(() -> produce(stack.kafka(), appended, end));
    try (MainOffsets main = new MainOffsets(stack.nessieUri(), TOPIC)) {
      long giveUp = end + DRAIN_WITHIN.toMillis();
      while (run.isAlive()
          && clock.millis() < giveUp
          && !(feeding.isDone() && appended.waiting() == 0)) {
        Optional<Map<Integer, Long>> moved = main.moved();
        long now = clock.millis();
        if (moved.isPresent()) {
          publishes.incrementAndGet();
          appended.visible(
              moved.get(),
              now,
              latency -> {
                if (now - latency >= countFrom) {
                  latencies.recordValue(Math.min(latency, LONGEST_MILLIS));
                }
              });
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
    feeding.join();
    out.printf(
        "%,d records/s for %d s after %d s of warm-up; %,d moves of main; %,d sampled records not on main at the end%n",
        rate, seconds, warmUp, publishes.get(), appended.waiting());
    return latencies;
  }

  /** Sends at the rate, a few milliseconds' worth at a time; the broker stamps each record. */
  private void produce(String bootstrapServers, Appended appended, long endMillis) {
    TradeGenerator trades =
        new TradeGenerator(
            GeneratorSettings.plain(1, GeneratorSettings.UNBOUNDED, clock.millis())
                .withTimes(1_000_000L / rate, 10_000));
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 5, "compression.type", "lz4");
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long started = System.nanoTime();
      long sent = 0;
      while (clock.millis() < endMillis) {
        long due = (System.nanoTime() - started) * rate / 1_000_000_000L;
        for (; sent < due; sent++) {
          GeneratedTrade trade = trades.next();
          var unused =
              producer.send(
                  new ProducerRecord<>(TOPIC, trade.key(), trade.value()),
                  (meta, error) -> {
                    if (error == null) {
                      appended.appended(meta.partition(), meta.offset(), meta.timestamp());
                    }
                  });
        }
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
      producer.flush();
    }
  }

  private void print(Histogram latencies) {
    out.println("Time from append to visible on main, s:");
    for (double percentile : new double[] {1, 10, 25, 50, 75, 90, 95, 99, 99.9, 100}) {
      long millis = latencies.getValueAtPercentile(percentile);
      out.printf(
          "  p%-5s %8.2f  %s%n",
          percentile == Math.rint(percentile) ? Long.toString(Math.round(percentile)) : percentile,
          millis / 1e3,
          "#".repeat((int) Math.min(80, millis / 250)));
    }
    out.printf("  %,d samples%n", latencies.getTotalCount());
  }
}
