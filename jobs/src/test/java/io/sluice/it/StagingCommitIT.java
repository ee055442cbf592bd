package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.failure.HaltPoint;
import io.sluice.feed.Topics;
import io.sluice.ingest.IngestOptions;
import io.sluice.ingest.IngestQuery;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.lake.StagingCommit;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.projectnessie.model.LogResponse.LogEntry;

/** Rows and quarantined records of a batch in one commit, and who is refused it. */
class StagingCommitIT {
  private static final List<String> TABLES = List.of("trades", "trades_quarantine");

  @Test
  void aBatchIsOneCommitAndTheQuarantineIsInItOnlyWithARow() {
    Market market = Market.open(1);
    market.send(List.of(trade("BTCUSDT").id(1).json()));
    market.ingest();
    market.send(List.of("{}", trade("BTCUSDT").id(2).json()));
    market.ingest();
    // Nothing but records that were there: the offsets move on all the same.
    market.send(List.of(trade("BTCUSDT").id(1).json(), trade("BTCUSDT").id(2).json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(5, 2, 1, 2));

    References references = market.lake().references();
    List<String> keys =
        references.log(
            references.branch(References.STAGING),
            log ->
                log.filter(entry -> entry.getCommitMeta().getMessage().startsWith("ingest "))
                    .limit(3)
                    .map(StagingCommitIT::keys)
                    .toList());
    assertThat(keys).containsExactly("trades", "trades trades_quarantine", "trades");
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
  }

  private static String keys(LogEntry entry) {
    return String.join(
        " ",
        entry.getOperations().stream()
            .map(operation -> operation.getKey().getName())
            .sorted()
            .toList());
  }

  @Test
  void aCommitToAnotherTableDoesNotDisturbAndOneToTheSameIsAConflict() {
    Market market = Market.open(1);
    market.send(List.of(trade("BTCUSDT").id(1).at("00:00:10").json()));
    market.send(List.of(trade("BTCUSDT").id(2).at("00:01:10").json()));
    market.ingest();
    StagingCommit first = begin(market);
    StagingCommit second = begin(market);
    market.buildCandles();
    touch(first.table("trades"));
    touch(second.table("trades"));
    String refused =
        ((HasTableOperations) second.table("trades")).operations().current().metadataFileLocation();

    first.commit("first", Map.of());
    assertThatThrownBy(() -> second.commit("second", Map.of()))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot commit to staging: it has moved: ");

    Table table = market.lake().table("trades", References.STAGING);
    assertThat(table.io().newInputFile(refused).exists()).isFalse();
    assertThat(table.properties()).containsEntry("touched", "yes");
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundInTheLogAndOneThatNeverArrivedIsSentAgain() {
    Market market = Market.open(1);
    try (NessieProxy proxy = new NessieProxy(SharedStack.services().nessieUri())) {
      Market through = market.through(proxy.uri());
      market.send(List.of(trade("BTCUSDT").id(1).json(), "{}"));
      proxy.loseAnswers(1);
      assertThat(through.ingest()).isEqualTo(new IngestCounts(2, 1, 1, 0));
      assertThat(proxy.hasLostAll()).isTrue();

      market.send(List.of(trade("BTCUSDT").id(2).json(), "[]"));
      proxy.loseRequests(2);
      assertThat(through.ingest()).isEqualTo(new IngestCounts(4, 2, 2, 0));
      assertThat(proxy.hasLostAll()).isTrue();
    }
    assertThat(market.count("SELECT count(*) FROM " + market.staged("trades"))).isEqualTo(2);
    assertThat(market.count("SELECT count(*) FROM " + market.staged("trades_quarantine")))
        .isEqualTo(2);
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
  }

  @Test
  void whatIsWrittenBetweenTheHashAndTheTablesIsNotLost() {
    Market market = Market.open(1);
    market.send(List.of(trade("BTCUSDT").id(1).json()));
    market.ingest();
    StagingCommit begun = begin(market);
    market.send(List.of(trade("BTCUSDT").id(2).json()));
    market.ingest();
    // Loaded before the other commit, whenever it is looked at.
    assertThat(IngestState.of(begun.table("trades")).orElseThrow().counts().read()).isEqualTo(1);
    touch(begun.table("trades"));
    assertThatThrownBy(() -> begun.commit("late", Map.of())).isInstanceOf(ConflictException.class);
    assertThat(market.counts().read()).isEqualTo(2);
  }

  @Test
  void compactionsWhileBatchesAreCommittedDisturbNeither() throws Exception {
    Market market = Market.open(1).maxOffsetsPerTrigger(40);
    market.send(trades(1, 40));
    market.ingest();
    market.send(trades(41, 400));
    CompletableFuture<IngestCounts> ingest = CompletableFuture.supplyAsync(market::ingest);
    int compactions = 0;
    while (!ingest.isDone()) {
      market
          .lake()
          .spark()
          .sql(
              "CALL lake.system.rewrite_data_files(table => '%s.`trades@staging`', options => map('rewrite-all', 'true'))"
                  .formatted(market.lake().config().namespace()));
      compactions++;
    }
    assertThat(ingest.get(1, TimeUnit.MINUTES)).isEqualTo(new IngestCounts(400, 400, 0, 0));
    assertThat(compactions).isPositive();
    assertThat(market.count("SELECT count(DISTINCT trade_id) FROM " + market.staged("trades")))
        .isEqualTo(400);
  }

  /** Both have read the same records and looked at the table; then both commit. */
  @Test
  void ofTwoDriversThatMeetInTheCommitOneIsRefused() throws Exception {
    Market market = Market.open(2).maxOffsetsPerTrigger(400);
    List<String> trades = new ArrayList<>(trades(1, 300));
    trades.add("{}");
    market.send(trades);
    List<Throwable> refused = Collections.synchronizedList(new ArrayList<>());
    CyclicBarrier commit = new CyclicBarrier(2);
    try (AutoCloseable together =
        HaltPoint.during("ingest-before-commit", () -> waitForTheOther(commit))) {
      List<CompletableFuture<Void>> drivers = new ArrayList<>();
      for (int driver = 0; driver < 2; driver++) {
        IngestQuery query =
            market.elsewhere(market.checkpoint().resolveSibling(market.topic() + "-" + driver));
        drivers.add(CompletableFuture.runAsync(() -> runUnlessRefused(query, refused)));
      }
      for (CompletableFuture<Void> driver : drivers) {
        driver.get(3, TimeUnit.MINUTES);
      }
    }
    assertThat(refused)
        .singleElement()
        .isInstanceOf(ConflictException.class)
        .asString()
        .contains("Cannot ingest " + market.topic() + ": another driver has committed")
        .endsWith("(refused at the commit)");
    assertThat(market.ingest()).isEqualTo(new IngestCounts(301, 300, 1, 0));
    assertThat(market.count("SELECT count(DISTINCT trade_id) FROM " + market.staged("trades")))
        .isEqualTo(market.count("SELECT count(*) FROM " + market.staged("trades")))
        .isEqualTo(300);
    assertThat(market.count("SELECT count(*) FROM " + market.staged("trades_quarantine")))
        .isEqualTo(1);
  }

  private static void runUnlessRefused(IngestQuery query, List<Throwable> refused) {
    try {
      query.run();
    } catch (RuntimeException e) {
      refused.add(e);
    }
  }

  private static void waitForTheOther(CyclicBarrier commit) {
    try {
      commit.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException | BrokenBarrierException e) {
      // The other one is refused: this one commits alone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSecondDatasetOfTheNamespaceLeavesTheFirstAlone() {
    Market market = Market.open(1);
    market.send(List.of("{}", "[]", trade("BTCUSDT").id(1).at("00:00:10").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    String main = market.mainHash();

    Contract fills =
        Contract.parse(
            "fills.yaml",
            market
                .contract()
                .source()
                .replaceFirst("- name: trades", "- name: fills")
                .replace("value: " + market.topic(), "value: " + market.topic() + "-fills")
                .replace("table: candles", "table: fills_candles"));
    Topics.ensure(SharedStack.kafka().cluster(), fills.topic(), 1);
    new LakeInit(market.lake()).init(fills);
    new IngestQuery(
            market.lake(),
            fills,
            new IngestOptions(
                SharedStack.kafka(),
                "kafka",
                market.checkpoint().resolveSibling(fills.topic()).toUri().toString(),
                100,
                Duration.ofMillis(100),
                true),
            Clock.systemUTC())
        .run();

    assertThat(market.count("SELECT count(*) FROM " + market.staged("trades_quarantine")))
        .isEqualTo(2);
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades_quarantine")))
        .isEqualTo(2);
    assertThat(market.counts()).isEqualTo(new IngestCounts(3, 1, 2, 0));
    assertThat(main).isNotEmpty();
  }

  @Test
  void snapshotsLeaveTheMetadataWithTheCommitThatAddsTheNext() {
    Market market =
        Market.open(
                1,
                "      - property: sortBy",
                "      - property: keepSnapshots\n        value: 3\n      - property: sortBy")
            .maxOffsetsPerTrigger(10);
    market.send(trades(1, 100));
    market.ingest();
    Table table = market.lake().table("trades", References.STAGING);
    assertThat(table.snapshots()).hasSize(3);
    assertThat(market.count("SELECT count(*) FROM " + market.staged("trades"))).isEqualTo(100);
    assertThat(market.counts()).isEqualTo(new IngestCounts(100, 100, 0, 0));
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
    market.send(trades(101, 200));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades"))).isEqualTo(200);
  }

  private static StagingCommit begin(Market market) {
    return StagingCommit.begin(market.lake(), TABLES, 50, IngestState.OFFSETS);
  }

  private static void touch(Table table) {
    table.updateProperties().set("touched", "yes").commit();
  }

  private static List<String> trades(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(id -> trade("BTCUSDT").id(id).at("00:%02d:10".formatted(id / 10 % 60)).json())
        .toList();
  }
}
