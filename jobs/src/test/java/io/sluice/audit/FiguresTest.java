package io.sluice.audit;

import static io.sluice.audit.AuditStage.bar;
import static io.sluice.audit.AuditStage.trade;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys and bars judged from the figures of files: the same verdict as Spark SQL's, from fewer
 * reads.
 */
class FiguresTest {
  private static final String THIRD_MINUTE = "timestamp '2024-01-02 00:03:10'";

  @TempDir private Path folder;
  private AuditStage stage;

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE %s SET low = 99 WHERE first_sequence = 0",
        "UPDATE %s SET quote_volume = 100.1 WHERE interval = '1m'",
        "UPDATE %s SET close_time = close_time + INTERVAL '1' MINUTE",
        "DELETE FROM %s WHERE first_sequence = 1",
        "DELETE FROM %s WHERE interval = '5m'",
        "INSERT INTO %1$s SELECT * FROM %1$s WHERE interval = '1m'",
        "UPDATE %s SET symbol = 'ETHUSDT' WHERE interval = '1m'",
        "UPDATE %s SET interval = '7m' WHERE interval = '5m'",
        "UPDATE %s SET open_time = open_time + INTERVAL '20' DAY, close_time = close_time + INTERVAL '20' DAY",
        "UPDATE %s SET reason = 'because'"
      })
  void barsAreJudgedAsSparkJudgesThem(String change) {
    stage = AuditStage.open(folder).read(3, 3, 0, 0);
    stage.trades(
        trade(0),
        trade(1, "event_time", THIRD_MINUTE),
        trade(2, "event_time", "timestamp '2024-01-02 00:07:00'"));
    stage
        .closed("2024-01-02T00:05:00Z", 3)
        .bars(
            bar("00:00:00"),
            bar("00:03:00", "first_sequence", "1", "last_sequence", "1"),
            bar(
                "00:00:00",
                "interval",
                "'5m'",
                "close_time",
                "timestamp '2024-01-02 00:05:00'",
                "volume",
                "2",
                "buy_volume",
                "2",
                "quote_volume",
                "200",
                "trade_count",
                "2",
                "last_sequence",
                "1"));
    assertThat(stage.failures(new BarsEqualTrades())).isEmpty();
    compareAfter(change);
  }

  /** Before anything is published, and where the bars are published and others follow. */
  private void compareAfter(String change) {
    boolean harmless = change.contains("reason");
    stage.published().change("candles", change);
    List<Finding> together = stage.failures(new BarsEqualTrades());
    assertThat(together.isEmpty()).isEqualTo(harmless);
    assertThat(together).hasSameElementsAs(bySpark());

    stage.unpublished();
    List<Finding> first = stage.cache(new AuditCache()).failures(new BarsEqualTrades());
    assertThat(first.isEmpty()).isEqualTo(harmless);
  }

  private List<Finding> bySpark() {
    return stage.cache(new AuditCache(0, 0)).failures(new BarsEqualTrades());
  }

  @Test
  void publishedFilesAreNotReadAgain() {
    stage = AuditStage.open(folder).read(1, 1, 0, 0).trades(trade(0));
    stage.closed("2024-01-02T00:00:00Z", 0);
    assertThat(Audit.run(stage.scope())).allMatch(Finding::passed);
    stage.published();
    List<String> published = files();

    stage.read(2, 2, 0, 0).trades(trade(1)).closed("2024-01-02T00:01:00Z", 1);
    stage.bars(of(2, "0", "1", "0", "NULL"));
    published.forEach(file -> stage.load("trades").io().deleteFile(file));

    assertThat(Audit.run(stage.scope())).allMatch(Finding::passed);
  }

  @Test
  void aLateTradeIsJudgedTogetherWithThoseThatMainHas() {
    stage = AuditStage.open(folder).kafka(Records.NONE).read(2, 2, 0, 0);
    stage.trades(trade(0), trade(1)).closed("2024-01-02T00:04:00Z", 1);
    stage.bars(of(2, "0", "1", "0", "NULL"));
    assertThat(Audit.run(stage.scope())).noneMatch(Finding::failed);
    stage.published().read(3, 3, 0, 0).trades(trade(2));

    stage.change("candles", "DELETE FROM %s WHERE true");
    stage.bars(of(1, "2", "2", "1", "'late'"));
    assertThat(stage.failures(new BarsEqualTrades()))
        .extracting(Finding::observed)
        .containsExactly("1 bars differ");

    stage.change("candles", "DELETE FROM %s WHERE true");
    stage.bars(of(3, "0", "2", "1", "'late'"));
    assertThat(stage.failures(new BarsEqualTrades())).isEmpty();
    assertThat(Audit.run(stage.scope())).noneMatch(Finding::failed);

    stage.published().read(4, 4, 0, 0).trades(trade(3));
    stage.change("candles", "DELETE FROM %s WHERE true");
    stage.bars(of(4, "0", "3", "2", "'late'"));
    assertThat(Audit.run(stage.scope())).noneMatch(Finding::failed);
  }

  /** The bar of so many trades of 1 for 100 in the first minute. */
  private static java.util.Map<String, String> of(
      int trades, String first, String last, String revision, String reason) {
    String count = Integer.toString(trades);
    return bar(
        "00:00:00",
        "volume",
        count,
        "buy_volume",
        count,
        "quote_volume",
        count + "00",
        "trade_count",
        count,
        "first_sequence",
        first,
        "last_sequence",
        last,
        "revision",
        revision,
        "reason",
        reason);
  }

  @Test
  void aFileThatIsThereTwiceIsRefusedUntilItIsThereOnce() {
    stage = AuditStage.open(folder).kafka(Records.NONE).closed("2024-01-02T00:00:00Z", 0);
    stage.read(2, 2, 0, 0).trades(trade(0), trade(1));
    var file = stage.load("trades").newScan().planFiles().iterator().next().file();
    stage.load("trades").newAppend().appendFile(file).commit();
    assertThat(Audit.run(stage.scope()))
        .filteredOn(Finding::failed)
        .extracting(Finding::rule)
        .contains("offset_once");

    stage
        .load("trades")
        .manageSnapshots()
        .rollbackTo(stage.load("trades").currentSnapshot().parentId())
        .commit();
    assertThat(Audit.run(stage.scope())).noneMatch(Finding::failed);
  }

  @Test
  void whatTheCacheHasNoRoomForIsReadAgain() {
    stage = AuditStage.open(folder).cache(new AuditCache(0, 1_000)).read(1, 1, 0, 0);
    stage.trades(trade(0)).closed("2024-01-02T00:00:00Z", 0);
    assertThat(Audit.run(stage.scope())).allMatch(Finding::passed);
    stage.published().read(2, 2, 0, 0).trades(trade(1, "trade_id", "'0'"));

    assertThat(stage.failures(new KeyUnique()))
        .extracting(Finding::observed)
        .containsExactly("1 keys twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'0'", "'text'"})
  void aKeyThatMainHasIsSeenHoweverOftenMainMovedOn(String id) {
    stage = AuditStage.open(folder).kafka(Records.NONE).closed("2024-01-02T00:00:00Z", 0);
    int offset = 0;
    for (String each : List.of(id, "'7'", "'8'", "'other'")) {
      stage.read(offset + 1, offset + 1, 0, 0);
      stage.trades(trade(offset, "trade_id", each, "sequence", Integer.toString(offset)));
      assertThat(Audit.run(stage.scope())).noneMatch(Finding::failed);
      stage.published();
      offset++;
    }
    stage.read(5, 5, 0, 0).trades(trade(4, "trade_id", id));

    assertThat(stage.failures(new KeyUnique()))
        .extracting(Finding::observed)
        .containsExactly("1 keys twice");
  }

  @Test
  void rewrittenFilesOfMainAreNoSecondCopies() {
    stage = AuditStage.open(folder).closed("2024-01-02T00:00:00Z", 0).read(1, 1, 0, 0);
    stage.trades(trade(0));
    assertThat(Audit.run(stage.scope())).allMatch(Finding::passed);
    stage.published().read(2, 2, 0, 0).trades(trade(1));
    assertThat(Audit.run(stage.scope())).allMatch(Finding::passed);
    stage.published().read(3, 3, 0, 0).trades(trade(2));
    stage.change("trades", "INSERT OVERWRITE %1$s SELECT * FROM %1$s");
    assertThat(Audit.run(stage.scope())).allMatch(Finding::passed);
    stage.published().read(4, 4, 0, 0).trades(trade(3, "trade_id", "'1'"));

    assertThat(stage.failures(new KeyUnique()))
        .extracting(Finding::observed)
        .containsExactly("1 keys twice");
  }

  private List<String> files() {
    try (CloseableIterable<FileScanTask> tasks = stage.load("trades").newScan().planFiles();
        Stream<FileScanTask> all =
            java.util.stream.StreamSupport.stream(tasks.spliterator(), false)) {
      return all.map(task -> task.file().location()).toList();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
