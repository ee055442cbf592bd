package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.ingest.IngestQuery;
import io.sluice.local.Service;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartIT {
  @Test
  void ingestGoesOnFromTheTableWhereItsCheckpointIsLost() throws IOException {
    Market market = Market.open(2).maxOffsetsPerTrigger(40);
    market.send(trades(1, 100));
    market.send(List.of("{}"));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(101, 100, 1, 0));
    delete(market.checkpoint());
    market.send(trades(101, 150));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(151, 150, 1, 0));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades"))).isEqualTo(150);
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades_quarantine")))
        .isEqualTo(1);
  }

  @Test
  void aBackfillOfManyDaysIsWrittenAFewDaysAtATime() {
    Market market = Market.open(1);
    LocalDate first = LocalDate.parse("2023-01-01");
    // Day after day, and then all days again: without the bound 70 files are open at once.
    market.send(
        IntStream.range(0, 140)
            .mapToObj(id -> trade("BTCUSDT").id(id).on(first.plusDays(id % 70).toString()).json())
            .toList());
    assertThat(market.ingest()).isEqualTo(new IngestCounts(140, 140, 0, 0));
    assertThat(
            market.rows(
                "SELECT count(DISTINCT trade_id), count(DISTINCT day(event_time), month(event_time))"
                    + " FROM "
                    + market.staged("trades")))
        .containsExactly("140|70");
    assertThat(
            market.rows("SELECT count(DISTINCT _file), count(*) FROM " + market.staged("trades")))
        .containsExactly("70|140");
  }

  @Test
  void nothingIsLostOrDoubledWhenTheStoreFailsInTheMiddle() {
    Market market = Market.open(2).maxOffsetsPerTrigger(50);
    market.send(trades(1, 100));
    market.ingest();
    market.send(trades(101, 200));
    SharedStack.services().stop(Service.S3);
    try {
      assertThatThrownBy(market::ingest).isInstanceOf(SluiceException.class);
    } finally {
      SharedStack.services().start(Service.S3);
    }
    assertThat(market.ingest()).isEqualTo(new IngestCounts(200, 200, 0, 0));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.count("SELECT count(DISTINCT trade_id) FROM " + market.table("trades")))
        .isEqualTo(200);
  }

  @Test
  void aReplayedEpochLeavesCommittedFilesAsTheyAre() throws IOException {
    Market market = Market.open(1, "value: by-sequence", "value: none").restartDriver();
    market.send(trades(1, 50));
    market.send(List.of("{}", "[]"));
    market.ingest();
    List<String> trades = market.rows("SELECT * FROM " + market.staged("trades"));
    String quarantine =
        "SELECT _offset, reason, hex(value), _ingest_time FROM "
            + market.staged("trades_quarantine");
    List<String> refused = market.rows(quarantine);
    Files.delete(market.checkpoint().resolve("commits/0"));
    Files.delete(market.checkpoint().resolve("commits/.0.crc"));

    market.restartDriver();
    assertThat(market.ingest()).isEqualTo(new IngestCounts(52, 50, 2, 0));

    // With the time of the batch that was committed, not that of its replay.
    assertThat(market.rows("SELECT * FROM " + market.staged("trades"))).isEqualTo(trades);
    assertThat(market.rows(quarantine)).isEqualTo(refused);
  }

  @Test
  void aTopicMadeAnewIsNotReadFromTheOffsetsOfTheOldOne() throws Exception {
    Market market = Market.open(1);
    market.send(trades(1, 20));
    market.ingest();
    market.remakeTopic(1);
    market.send(trades(101, 150));
    delete(market.checkpoint());

    assertThatThrownBy(market::ingest)
        .isInstanceOf(SluiceException.class)
        .hasMessageStartingWith(
            "Cannot ingest %s: the topic was deleted and recreated; its offsets do not match the table's: id "
                .formatted(market.topic()));
    assertThat(market.counts()).isEqualTo(new IngestCounts(20, 20, 0, 0));
  }

  @Test
  void whatATransactionTookBackIsNotRead() {
    Market market =
        Market.open(
            1,
            "      - property: sortBy",
            "      - property: offsets\n        value: transactional\n      - property: sortBy");
    market.sendAndAbort(List.of("{}", "[]"));
    market.sendAndAbort(trades(1, 10));
    market.sendAndCommit(trades(1, 10));

    assertThat(market.ingest()).isEqualTo(new IngestCounts(10, 10, 0, 0));
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
  }

  @Test
  void aSecondDriverOnTheSameCheckpointIsRefused() throws Exception {
    Market market = Market.open(2);
    market.send(trades(1, 100));
    IngestQuery first = market.running(market.checkpoint(), Duration.ofMillis(200));
    CompletableFuture<Void> running = CompletableFuture.runAsync(first::run);
    await().atMost(Duration.ofMinutes(1)).until(() -> market.counts().read() == 100);

    assertThatThrownBy(market::ingest)
        .isInstanceOf(ConflictException.class)
        .hasMessage("Cannot ingest: another driver uses this checkpoint: " + market.checkpoint());

    first.stop();
    running.get(1, TimeUnit.MINUTES);
    assertThat(market.ingest()).isEqualTo(new IngestCounts(100, 100, 0, 0));
  }

  @Test
  void aDriverThatWasOvertakenByAnotherCommitsNothing() {
    Market market = Market.open(1);
    market.send(trades(1, 100));
    IngestQuery first = market.running(market.checkpoint(), Duration.ofSeconds(15));
    CompletableFuture<Void> running = CompletableFuture.runAsync(first::run);
    await().atMost(Duration.ofMinutes(1)).until(() -> market.counts().read() == 100);
    market.send(trades(101, 200));
    market.elsewhere(market.checkpoint().resolveSibling(market.topic() + "-other")).run();
    assertThat(market.counts()).isEqualTo(new IngestCounts(200, 200, 0, 0));

    assertThatThrownBy(() -> running.get(1, TimeUnit.MINUTES))
        .cause()
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot ingest %s: another driver has committed these records meanwhile: partition 0 from offset 100, the table is at 200"
                .formatted(market.topic()));
    assertThat(market.counts()).isEqualTo(new IngestCounts(200, 200, 0, 0));
    assertThat(market.count("SELECT count(*) FROM " + market.staged("trades"))).isEqualTo(200);
  }

  private static List<String> trades(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            id ->
                trade(id % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                    .id(id)
                    .at("00:%02d:10".formatted(id % 60))
                    .json())
        .toList();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
