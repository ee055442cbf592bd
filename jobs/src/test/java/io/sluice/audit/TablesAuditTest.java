package io.sluice.audit;

import static io.sluice.audit.AuditStage.bar;
import static io.sluice.audit.AuditStage.refused;
import static io.sluice.audit.AuditStage.trade;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule of whole tables and of bars sees what it is for. */
class TablesAuditTest {
  private static final String TRADE =
      "exchange=test, symbol=BTCUSDT, event_time 2024-01-02T00:00:10Z to 2024-01-02T00:00:10Z";
  private static final String BAR =
      "1m exchange=test, symbol=BTCUSDT, open_time 2024-01-02T00:0%1$d:00Z to 2024-01-02T00:0%1$d:00Z";

  @TempDir private Path folder;
  private AuditStage stage;

  @AfterEach
  void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void publishedRowThatIsGoneIsNamed() {
    stage = AuditStage.open(folder).read(2, 2, 0, 0).trades(trade(0), trade(1)).published();
    stage.change("trades", "DELETE FROM %s WHERE trade_id = '1'");

    assertThat(stage.failures(new PublishedKept()))
        .containsExactly(
            new Finding(
                "trades", "published_kept", TRADE, "1 rows missing or changed", "= 0", false));
    assertThat(stage.failures(new RewriteEqual()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.slice()).isEqualTo("day 2024-01-02");
              assertThat(finding.observed()).matches("1 rows, checksum [0-9a-f]{32}");
              assertThat(finding.allowed()).matches("= 2 rows, checksum [0-9a-f]{32}");
            });
  }

  @Test
  void copyInThePlaceOfAPublishedRowIsSeen() {
    stage = AuditStage.open(folder).read(3, 1, 2, 0).trades(trade(2));
    stage.quarantine(refused(0), refused(1)).published();
    stage.change("trades_quarantine", "DELETE FROM %s WHERE _offset = 1");
    stage.quarantine(refused(0));

    assertThat(stage.failures(new PublishedKept()))
        .containsExactly(
            new Finding(
                "trades_quarantine",
                "published_kept",
                "reason=not_json, _broker_time 2024-01-02T00:00:11Z to 2024-01-02T00:00:11Z",
                "1 rows missing or changed",
                "= 0",
                false));
  }

  @Test
  void rowOfAnOffsetThatMainHasReadIsNoNewOne() {
    stage = AuditStage.open(folder).read(2, 1, 0, 1).trades(trade(0)).published();
    stage.trades(trade(1));

    assertThat(stage.failures(new PublishedKept()))
        .containsExactly(
            new Finding(
                "trades",
                "published_kept",
                "rows",
                "rows of main's offsets that main does not have",
                "= 0",
                false));
  }

  @Test
  void offsetsAndCountsNeverGoBack() {
    stage = AuditStage.open(folder).read(3, 2, 0, 1).trades(trade(0), trade(1)).published();
    stage.read(2, 2, 0, 0);

    assertThat(stage.failures(new PublishedKept()))
        .containsExactly(
            new Finding("trades", "published_kept", "offsets of partition 0", "2", ">= 3", false),
            new Finding(
                "trades",
                "published_kept",
                "counts",
                "duplicate -1, read -1",
                ">= 0 since main",
                false));
  }

  @Test
  void closedBarsNeverOpenAgain() {
    stage = AuditStage.open(folder).read(1, 1, 0, 0).trades(trade(0));
    stage.closed("2024-01-02T00:01:00Z", 1).bars(bar("00:00:00")).published();
    stage.closed("2024-01-02T00:00:00Z", 1);

    assertThat(stage.failures(new PublishedKept()))
        .containsExactly(
            new Finding(
                "candles",
                "published_kept",
                "closed through",
                "2024-01-02T00:00:00Z",
                ">= 2024-01-02T00:01:00Z",
                false));
  }

  @Test
  void rewrittenFilesMayHoldTheSameRows() {
    stage = AuditStage.open(folder).read(1, 1, 0, 0).trades(trade(0));
    stage.read(2, 2, 0, 0).trades(trade(1)).published().read(3, 3, 0, 0).trades(trade(2));
    stage.change("trades", "INSERT OVERWRITE %1$s SELECT * FROM %1$s");

    assertThat(stage.findings(new RewriteEqual()))
        .contains(
            new Finding("trades", "rewrite_equal", "increment", "0 of 1 days differ", "= 0", true));
    assertThat(stage.failures(new PublishedKept())).isEmpty();
    assertThat(stage.failures(new Conservation())).isEmpty();
    assertThat(stage.failures(new KeyUnique())).isEmpty();
  }

  @Test
  void deleteFileIsRefused() {
    stage = AuditStage.open(folder).read(2, 2, 0, 0).trades(trade(0), trade(1)).published();
    stage.load("trades").updateProperties().set("write.delete.mode", "merge-on-read").commit();
    stage.change("trades", "DELETE FROM %s WHERE trade_id = '1'");

    assertThat(stage.failures(new NoDeleteFiles()))
        .containsExactly(new Finding("trades", "no_delete_files", "table", "1", "= 0", false));
    assertThat(stage.failures(new SchemaAsAgreed()))
        .containsExactly(
            new Finding(
                "trades",
                "schema_as_agreed",
                "properties",
                "write.delete.mode merge-on-read",
                "copy-on-write of format version 2",
                false));
  }

  @Test
  void columnsAndPartitioningAreThoseOfTheContract() {
    stage = AuditStage.open(folder).read(1, 0, 1, 0).quarantine(refused(0));
    stage.load("trades").updateSchema().addColumn("venue", Types.StringType.get()).commit();
    stage.load("trades_quarantine").updateSpec().addField("reason").commit();

    assertThat(stage.failures(new SchemaAsAgreed()))
        .extracting(Finding::dataset, Finding::slice)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("trades", "columns"),
            org.assertj.core.groups.Tuple.tuple("trades_quarantine", "partitioning"));
    // On other columns the other rules could say nothing.
    assertThat(Audit.run(stage.scope()))
        .last()
        .isEqualTo(
            new Finding(
                "trades",
                "all other rules",
                "table",
                "not checked: the columns are not as agreed",
                "= 0",
                Finding.Status.NOT_CHECKED));
  }

  @Test
  void barIsThatOfItsTrades() {
    stage = AuditStage.open(folder).read(1, 1, 0, 0).trades(trade(0));
    stage.closed("2024-01-02T00:01:00Z", 1).bars(bar("00:00:00"));
    assertThat(stage.failures(new BarsEqualTrades())).isEmpty();

    stage.closed("2024-01-02T00:02:00Z", 2).bars(bar("00:01:00"));
    assertThat(stage.failures(new BarsEqualTrades())).containsExactly(differs(1));
  }

  @Test
  void barPublishedLongAgoIsLookedAtAgainWhereItIsNotAsMainHasIt() {
    stage = AuditStage.open(folder).read(2, 2, 0, 0);
    stage.trades(trade(0), trade(1, "event_time", "timestamp '2024-01-02 00:03:10'"));
    stage
        .closed("2024-01-02T00:04:00Z", 2)
        .bars(bar("00:00:00"), bar("00:03:00", "first_sequence", "1", "last_sequence", "1"))
        .published();
    assertThat(stage.failures(new BarsEqualTrades())).isEmpty();

    stage.change("candles", "UPDATE %s SET low = 99 WHERE first_sequence = 0");
    assertThat(stage.failures(new BarsEqualTrades())).containsExactly(differs(0));
    assertThat(stage.failures(new Revisions()))
        .containsExactly(
            new Finding(
                "candles",
                "revision",
                "exchange=test, symbol=BTCUSDT, 1m, open_time 2024-01-02T00:00:00Z to 2024-01-02T00:00:00Z",
                "1 bars with a wrong revision or without a reason",
                "= 0",
                false));

    stage.change("candles", "UPDATE %s SET low = 100 WHERE first_sequence = 0");
    assertThat(stage.failures(new BarsEqualTrades())).isEmpty();
    stage.change("candles", "DELETE FROM %s WHERE first_sequence = 1");
    assertThat(stage.failures(new BarsEqualTrades())).containsExactly(differs(3));
    assertThat(stage.failures(new Conservation()))
        .containsExactly(new Finding("candles", "bars_counted", "table", "1", "= 2", false));
  }

  @Test
  void revisedBarSaysWhy() {
    stage = AuditStage.open(folder).read(1, 1, 0, 0).trades(trade(0));
    stage
        .closed("2024-01-02T00:04:00Z", 2)
        .bars(
            bar("00:00:00", "revision", "1"), bar("00:01:00", "revision", "1", "reason", "'late'"));

    assertThat(stage.failures(new Revisions()))
        .extracting(Finding::observed)
        .containsExactly("1 bars with a wrong revision or without a reason");
  }

  @Test
  void emptyBarsShowTheCloseBeforeThem() {
    stage = AuditStage.open(folder, "emptyBars: none", "emptyBars: flat");
    stage.read(1, 1, 0, 0).trades(trade(0));
    stage
        .closed("2024-01-02T00:03:00Z", 3)
        .bars(bar("00:00:00"), flat("00:01:00", 100), flat("00:02:00", 100))
        .published();
    assertThat(stage.failures(new BarsEqualTrades())).isEmpty();

    stage.closed("2024-01-02T00:06:00Z", 6);
    stage.bars(flat("00:03:00", 101), flat("00:05:00", 101));
    assertThat(stage.failures(new BarsEqualTrades()))
        .filteredOn(finding -> finding.rule().equals("empty_bars_flat"))
        .containsExactly(
            new Finding(
                "candles",
                "empty_bars_flat",
                "1m exchange=test, symbol=BTCUSDT, open_time 2024-01-02T00:03:00Z to 2024-01-02T00:05:00Z",
                "2 bars differ",
                "= 0",
                false));
  }

  private static java.util.Map<String, String> flat(String open, int close) {
    String price = Integer.toString(close);
    return bar(
        open,
        "open",
        price,
        "high",
        price,
        "low",
        price,
        "close",
        price,
        "volume",
        "0",
        "quote_volume",
        "0",
        "vwap",
        "NULL",
        "trade_count",
        "0",
        "buy_volume",
        "0",
        "first_sequence",
        "NULL",
        "last_sequence",
        "NULL");
  }

  private static Finding differs(int minute) {
    return new Finding(
        "candles", "bars_equal_trades", BAR.formatted(minute), "1 bars differ", "= 0", false);
  }
}
