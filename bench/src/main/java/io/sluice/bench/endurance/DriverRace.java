package io.sluice.bench.endurance;

import io.sluice.bench.BenchStack;
import io.sluice.bench.ShippedContract;
import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.failure.HaltPoint;
import io.sluice.feed.Topics;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.state.IngestState;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Two drivers read the same records at the same time, round after round. */
@Command(
    name = "driver-race",
    mixinStandardHelpOptions = true,
    description =
        "Starts two ingest drivers at once on the same topic and table, each with a checkpoint of"
            + " its own, again and again, and counts rows. Exit code 0: none lost, none doubled.")
public final class DriverRace implements Callable<Integer> {
  private static final int PER_ROUND = 200;

  @Option(names = "--rounds", defaultValue = "100", description = "How often they meet.")
  private int rounds;

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger refusedInTheCommit = new AtomicInteger();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new DriverRace()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (BenchStack stack = BenchStack.start(folder)) {
      Lakes lakes = new Lakes(stack);
      Contract contract = ShippedContract.trades();
      Topics.ensure(KafkaCluster.at(stack.kafka()), contract.topic(), 2);
      try (Lake lake = lakes.open();
          Producer<byte[], byte[]> producer = lakes.producer()) {
        new LakeInit(lake).init(contract);
        for (int round = 0; round < rounds; round++) {
          for (int i = 0; i < PER_ROUND; i++) {
            long id = (long) round * PER_ROUND + i;
            var unused = producer.send(Lakes.trade(contract.topic(), id, 1_704_067_200_000L + id));
          }
          producer.flush();
          meet(lakes, lake, contract);
          if (round % 10 == 9) {
            out.printf("round %d: %d refused%n", round + 1, refused.get());
          }
        }
        new IngestQuery(
                lake,
                contract,
                lakes.options("last", 1_000_000, Duration.ZERO, true),
                Clock.systemUTC())
            .run();
        return count(lake, contract);
      }
    }
  }

  private void meet(Lakes lakes, Lake lake, Contract contract) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    CyclicBarrier commit = new CyclicBarrier(2);
    List<CompletableFuture<Void>> drivers = new ArrayList<>();
    for (String name : List.of("one", "other")) {
      SparkSession session = lake.spark().newSession();
      drivers.add(
          CompletableFuture.runAsync(
              () -> {
                SparkSession.setActiveSession(session);
                drive(lakes, lake.with(session), contract, name, start);
              }));
    }
    // Both have looked at the table when the first of them commits.
    try (AutoCloseable together =
        HaltPoint.during("ingest-before-commit", () -> waitForTheOther(commit))) {
      for (CompletableFuture<Void> driver : drivers) {
        driver.get();
      }
    }
  }

  private static void waitForTheOther(CyclicBarrier commit) {
    try {
      commit.await(1, TimeUnit.SECONDS);
    } catch (TimeoutException | BrokenBarrierException e) {
      // The other has been refused or is done: this one goes on alone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void drive(Lakes lakes, Lake lake, Contract contract, String name, CyclicBarrier start) {
    IngestQuery query =
        new IngestQuery(
            lake,
            contract,
            lakes.options(name, PER_ROUND / 4, Duration.ZERO, true),
            Clock.systemUTC());
    try {
      start.await();
      query.run();
    } catch (ConflictException e) {
      refused.incrementAndGet();
      if (e.getMessage().contains("at the commit")) {
        refusedInTheCommit.incrementAndGet();
      }
    } catch (Exception e) {
      throw new IllegalStateException("Cannot race: " + e.getMessage(), e);
    }
  }

  private int count(Lake lake, Contract contract) {
    long sent = (long) rounds * PER_ROUND;
    Row row =
        lake.spark()
            .sql(
                "SELECT count(*), count(DISTINCT trade_id) FROM "
                    + lake.name(contract.dataset(), References.STAGING))
            .head();
    var counts =
        IngestState.of(lake.table(contract.dataset(), References.STAGING)).orElseThrow().counts();
    out.printf(
        "%d rounds, %,d records sent: %,d rows, %,d of them distinct; counts: read %,d, accepted %,d, duplicate %,d%n",
        rounds,
        sent,
        row.getLong(0),
        row.getLong(1),
        counts.read(),
        counts.accepted(),
        counts.duplicate());
    out.printf(
        "%d drivers refused, %d of them between the look at the table and the commit%n",
        refused.get(), refusedInTheCommit.get());
    boolean holds =
        row.getLong(0) == sent
            && row.getLong(1) == sent
            && counts.read() == sent
            && counts.accepted() == sent
            && refusedInTheCommit.get() >= rounds / 2;
    out.println(holds ? "0 lost, 0 doubled" : "FAILED");
    return holds ? 0 : 1;
  }
}
