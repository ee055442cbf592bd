package io.sluice.bench.endurance;

import io.sluice.bench.BenchStack;
import io.sluice.bench.ShippedContract;
import io.sluice.bench.chaos.Check;
import io.sluice.bench.chaos.LakeWatch;
import io.sluice.bench.chaos.MainChecks;
import io.sluice.contract.Contract;
import io.sluice.derive.CandleBuilder;
import io.sluice.feed.Topics;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.publish.Publisher;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.producer.Producer;
import org.apache.spark.sql.Row;
import org.projectnessie.model.LogResponse.LogEntry;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Three publishers race for main, round after round, while rows and bars keep coming. */
@Command(
    name = "publish-race",
    mixinStandardHelpOptions = true,
    description =
        "Starts three publishers at once, two of them in processes of their own, again and again,"
            + " while ingest and candles go on. Then it looks at every state that main was ever in."
            + " Exit code 0: no row lost or doubled, no state unaudited.")
public final class PublishRace implements Callable<Integer> {
  private static final int PER_SECOND = 100;
  private static final long FIRST_MILLIS = 1_704_067_200_000L;

  @Option(names = "--rounds", defaultValue = "300", description = "How often they race.")
  private int rounds;

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private int faster;
  private int twice;
  private volatile boolean racing = true;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PublishRace()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (BenchStack stack = BenchStack.start(folder)) {
      Lakes lakes = new Lakes(stack);
      Contract contract = ShippedContract.trades();
      Topics.ensure(KafkaCluster.at(stack.kafka()), contract.topic(), 1);
      try (Lake lake = lakes.open();
          LakeWatch watch = new LakeWatch(stack.nessieUri())) {
        new LakeInit(lake).init(contract);
        String first = lake.references().branch(References.MAIN).getHash();
        watch.start();
        long sent = race(stack, lakes, lake, contract);
        return report(lake, contract, watch, first, sent);
      }
    }
  }

  /** How many records were sent while they raced. */
  private long race(BenchStack stack, Lakes lakes, Lake lake, Contract contract) throws Exception {
    IngestQuery ingest =
        new IngestQuery(
            lake,
            contract,
            lakes.options("ingest", 1_000, Duration.ofMillis(200), false),
            Clock.systemUTC());
    CompletableFuture<Long> feeding = CompletableFuture.supplyAsync(() -> feed(lakes, contract));
    CompletableFuture<Void> ingesting = CompletableFuture.runAsync(ingest::run);
    CompletableFuture<Void> building = CompletableFuture.runAsync(() -> build(lake, contract));
    try (Racer one = Racer.start(stack, "one");
        Racer other = Racer.start(stack, "other")) {
      Publisher third = publisher(lake, contract);
      String published = "";
      for (int round = 0; round < rounds; round++) {
        published = somethingNew(lake, contract, published, building, ingesting);
        one.go();
        other.go();
        List<Optional<Outcome>> results =
            List.of(Racer.publish(third), one.result(), other.result());
        count(results);
        if (round % 10 == 9) {
          out.printf(
              "round %d: %s, another was faster: %d, two in one round: %d%n",
              round + 1, outcomes, faster, twice);
        }
      }
    } finally {
      racing = false;
      ingest.stop();
    }
    building.join();
    ingesting.join();
    long sent = feeding.join();
    drain(lakes, lake, contract);
    return sent;
  }

  private static Publisher publisher(Lake lake, Contract contract) {
    return new Publisher(lake.with(lake.spark().newSession()), contract, Clock.systemUTC());
  }

  private void count(List<Optional<Outcome>> results) {
    results.forEach(
        result ->
            result.ifPresentOrElse(
                outcome -> outcomes.merge(outcome, 1, Integer::sum), () -> faster++));
    if (results.stream().filter(Optional.of(Outcome.PUBLISHED)::equals).count() > 1) {
      // One began its cut after the other had moved main, and bars had come in between.
      twice++;
    }
  }

  /** Waits until staging has bars that the last round did not see. */
  private static String somethingNew(
      Lake lake, Contract contract, String before, CompletableFuture<?>... running) {
    String candles = Tables.of(contract).candles().orElseThrow();
    while (true) {
      for (CompletableFuture<?> each : running) {
        if (each.isDone()) {
          each.join();
          throw new IllegalStateException("Cannot race: ingest or candles have ended");
        }
      }
      String now =
          String.valueOf(
              lake.references()
                  .contents(lake.references().branch(References.STAGING), List.of(candles))
                  .get(candles));
      if (!now.equals(before)) {
        return now;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private long feed(Lakes lakes, Contract contract) {
    long sent = 0;
    try (Producer<byte[], byte[]> producer = lakes.producer()) {
      while (racing) {
        for (int i = 0; i < PER_SECOND / 10; i++, sent++) {
          var unused =
              producer.send(Lakes.trade(contract.topic(), sent, FIRST_MILLIS + 500 * sent));
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
      producer.flush();
    }
    return sent;
  }

  private void build(Lake lake, Contract contract) {
    CandleBuilder candles =
        new CandleBuilder(lake.with(lake.spark().newSession()), contract, Clock.systemUTC());
    while (racing) {
      candles.advance();
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private void drain(Lakes lakes, Lake lake, Contract contract) {
    new IngestQuery(
            lake,
            contract,
            lakes.options("ingest", 1_000_000, Duration.ZERO, true),
            Clock.systemUTC())
        .run();
    new CandleBuilder(lake, contract, Clock.systemUTC()).catchUp(Optional.empty());
    new Publisher(lake, contract, Clock.systemUTC()).publish();
  }

  private int report(Lake lake, Contract contract, LakeWatch watch, String first, long sent) {
    List<Check> checks = new ArrayList<>(new MainChecks(lake, watch).run(first));
    Row rows =
        lake.spark()
            .sql(
                "SELECT count(*), count(DISTINCT trade_id) FROM "
                    + lake.name(contract.dataset(), References.MAIN))
            .head();
    IngestCounts counts =
        IngestState.of(lake.table(contract.dataset(), References.MAIN)).orElseThrow().counts();
    checks.add(Check.equal("rows on main", sent, rows.getLong(0)));
    checks.add(Check.equal("trades on main", sent, rows.getLong(1)));
    checks.add(Check.equal("counts on main", new IngestCounts(sent, sent, 0, 0), counts));
    List<String> torn = torn(lake, contract, watch, first);
    checks.add(Check.none("states of main whose bars are of other trades", torn.size(), torn));
    checks.add(
        Check.none(
            "audits that failed", outcomes.getOrDefault(Outcome.AUDIT_FAILED, 0), List.of()));
    List<String> left =
        watch.references().stream()
            .map(each -> each.getName())
            .filter(name -> name.startsWith("candidate-"))
            .toList();
    checks.add(Check.none("candidates left", left.size(), left));
    checks.add(Check.some("rounds in which another publisher was faster", faster));
    out.printf(
        "%d rounds: %s, another was faster: %d, two in one round: %d%n",
        rounds, outcomes, faster, twice);
    checks.forEach(
        check ->
            out.printf(
                "%s %s: %s, expected %s %s%n",
                check.holds() ? "ok    " : "FAILED",
                check.name(),
                check.observed(),
                check.expected(),
                check.holds() ? "" : check.examples()));
    return checks.stream().allMatch(Check::holds) ? 0 : 1;
  }

  /** Each state of main is one cut: its bars say which trades they equal, and those are there. */
  private static List<String> torn(Lake lake, Contract contract, LakeWatch watch, String first) {
    List<String> torn = new ArrayList<>();
    Tables tables = Tables.of(contract);
    for (LogEntry entry : watch.log(References.MAIN, 10_000)) {
      String hash = entry.getCommitMeta().getHash();
      if (hash.equals(first)) {
        break;
      }
      String at = References.MAIN + "#" + hash;
      Table rows = lake.table(tables.rows(), at);
      long source =
          DerivedState.of(lake.table(tables.candles().orElseThrow(), at))
              .map(DerivedState::sourceSnapshotId)
              .orElse(-1L);
      if (rows.currentSnapshot() == null || rows.currentSnapshot().snapshotId() != source) {
        torn.add(hash);
      }
    }
    return torn;
  }
}
