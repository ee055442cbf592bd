package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.audit.Finding;
import io.sluice.derive.CandleBuilder;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LateTradesIT {
  private static final String BARS =
      "SELECT interval, open_time, open, high, low, close, volume, trade_count, revision, reason"
          + " FROM %s WHERE symbol = 'BTCUSDT' AND interval IN ('1m', '5m')"
          + " ORDER BY interval, open_time";

  @Test
  void lateTradeRevisesItsBarsOnceAndOnlyOnce() {
    Market market = Market.open(2);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).at("00:00:50").price("104").json(),
            trade("BTCUSDT").id(3).at("00:01:30").price("101").json(),
            trade("BTCUSDT").id(4).at("00:06:00").price("102").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.rows(BARS.formatted(market.table("candles"))))
        .containsExactly(
            "1m|2024-01-02T00:00:00Z|100|104|100|104|2|2|0|null",
            "1m|2024-01-02T00:01:00Z|101|101|101|101|1|1|0|null",
            "5m|2024-01-02T00:00:00Z|100|104|100|101|3|3|0|null");

    market.send(
        List.of(
            trade("BTCUSDT").id(5).at("00:00:55").price("99").json(),
            trade("BTCUSDT").id(6).at("00:06:30").price("103").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    List<String> revised =
        List.of(
            "1m|2024-01-02T00:00:00Z|100|104|99|99|3|3|1|late",
            "1m|2024-01-02T00:01:00Z|101|101|101|101|1|1|0|null",
            "5m|2024-01-02T00:00:00Z|100|104|99|101|4|4|1|late");
    assertThat(market.rows(BARS.formatted(market.table("candles"))))
        .containsExactlyElementsOf(revised);

    assertThat(market.buildCandles().committed()).isFalse();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.NOTHING_NEW);
    assertThat(market.rows(BARS.formatted(market.table("candles"))))
        .containsExactlyElementsOf(revised);
  }

  @Test
  void flatBarsFollowALateTradeUpToTheNextOneOverTheEndOfAMonth() {
    Market market = Market.open(1, "emptyBars: none", "emptyBars: flat");
    market.send(
        List.of(
            trade("BTCUSDT").id(1).on("2024-01-31").at("23:58:10").price("100").json(),
            trade("BTCUSDT").id(2).on("2024-02-01").at("00:01:10").price("110").json(),
            trade("BTCUSDT").id(3).on("2024-02-01").at("00:03:10").price("120").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
    market.send(List.of(trade("BTCUSDT").id(4).on("2024-01-31").at("23:58:30").price("90").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
    assertThat(market.rows(BARS.formatted(market.table("candles"))))
        .containsExactly(
            "1m|2024-01-31T23:58:00Z|100|100|90|90|2|2|1|late",
            "1m|2024-01-31T23:59:00Z|90|90|90|90|0|0|1|late",
            "1m|2024-02-01T00:00:00Z|90|90|90|90|0|0|1|late",
            "1m|2024-02-01T00:01:00Z|110|110|110|110|1|1|0|null",
            "1m|2024-02-01T00:02:00Z|110|110|110|110|0|0|0|null",
            "5m|2024-01-31T23:55:00Z|100|100|90|90|2|2|1|late");
  }

  @Test
  void copiesOfABarAreFoundAlsoAfterTheNextBatch() {
    Market market = Market.open(1);
    market.send(List.of(trade("BTCUSDT").id(1).at("00:00:10").json()));
    market.send(List.of(trade("BTCUSDT").id(2).at("00:01:10").json()));
    market.ingest();
    market.buildCandles();
    market
        .lake()
        .spark()
        .sql("INSERT INTO %1$s SELECT * FROM %1$s".formatted(market.staged("candles")));
    market.send(List.of(trade("BTCUSDT").id(3).at("00:02:10").json()));
    market.ingest();
    market.buildCandles();

    assertThat(market.publish().failures())
        .containsExactly(
            new Finding(
                "candles",
                "bars_equal_trades",
                "1m exchange=test, symbol=BTCUSDT, open_time 2024-01-02T00:00:00Z to 2024-01-02T00:00:00Z",
                "1 bars differ",
                "= 0",
                false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE %s SET close = 1|bars_equal_trades,revision|0 bars added, 1 revised, 0 removed",
        "UPDATE %s SET vwap = 1|bars_equal_trades,revision|0 bars added, 1 revised, 0 removed",
        "UPDATE %s SET quote_volume = NULL, vwap = NULL"
            + "|bars_equal_trades,revision|0 bars added, 1 revised, 0 removed",
        "DELETE FROM %s|bars_counted,bars_equal_trades|1 bars added, 0 revised, 0 removed",
        "INSERT INTO %1$s SELECT exchange, symbol, interval, open_time + INTERVAL '1' MINUTE,"
            + " close_time + INTERVAL '1' MINUTE, open, high, low, close, volume, quote_volume, vwap,"
            + " trade_count, buy_volume, first_sequence, last_sequence, revision, reason FROM %1$s"
            + "|bars_counted,bars_equal_trades|0 bars added, 0 revised, 1 removed"
      })
  void reconcileMendsWhatSomebodyElseDidToTheBars(String damage, String rules, String mended) {
    Market market = Market.open(1);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).at("00:03:10").price("110").json()));
    market.ingest();
    market.buildCandles();
    market.publish();
    market.lake().spark().sql(damage.formatted(market.staged("candles")));
    assertThat(market.publish().failures())
        .extracting(Finding::rule)
        .containsExactly(rules.split(","));

    long from = Instant.parse("2024-01-02T00:00:00Z").toEpochMilli() * 1_000;
    assertThat(
            new CandleBuilder(market.lake(), market.contract(), Clock.systemUTC())
                .reconcile(from, from + 3 * 60_000_000L))
        .hasToString(mended);
    assertThat(market.publish().failures()).isEmpty();
    assertThat(
            market.rows(
                "SELECT open_time, close, quote_volume, vwap FROM " + market.table("candles")))
        .containsExactly("2024-01-02T00:00:00Z|100|100|100");
    assertThat(market.counts()).isEqualTo(new IngestCounts(2, 2, 0, 0));
  }

  private static final String MINUTES =
      "SELECT open_time, close, trade_count, revision FROM %s WHERE interval = '1m' ORDER BY open_time";

  @Test
  void barsFollowTheirTradesWhateverIsDoneToTheseOnStaging() {
    Market market = Market.open(1);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).at("00:01:10").price("110").json(),
            trade("BTCUSDT").id(3).at("00:02:10").price("120").json(),
            trade("BTCUSDT").id(4).at("00:03:10").price("130").json()));
    market.ingest();
    market.buildCandles();
    List<String> made =
        List.of(
            "2024-01-02T00:00:00Z|100|1|0",
            "2024-01-02T00:01:00Z|110|1|0",
            "2024-01-02T00:02:00Z|120|1|0");
    assertThat(market.rows(MINUTES.formatted(market.staged("candles")))).isEqualTo(made);
    String namespace = market.lake().config().namespace();

    market
        .lake()
        .spark()
        .sql(
            "CALL lake.system.rewrite_data_files(table => '%s.`trades@staging`', options => map('rewrite-all', 'true'))"
                .formatted(namespace));
    assertThat(market.buildCandles()).hasToString("0 bars added, 0 revised, 0 removed");

    long before = market.lake().table("trades", "staging").currentSnapshot().snapshotId();
    market
        .lake()
        .spark()
        .sql("UPDATE " + market.staged("trades") + " SET price = 111 WHERE trade_id = '2'");
    market.lake().spark().sql("DELETE FROM " + market.staged("trades") + " WHERE trade_id = '3'");
    market.buildCandles();
    assertThat(market.rows(MINUTES.formatted(market.staged("candles"))))
        .containsExactly("2024-01-02T00:00:00Z|100|1|0", "2024-01-02T00:01:00Z|111|1|1");

    market
        .lake()
        .spark()
        .sql(
            "CALL lake.system.rollback_to_snapshot('%s.`trades@staging`', %d)"
                .formatted(namespace, before));
    market.buildCandles();
    assertThat(market.rows(MINUTES.formatted(market.staged("candles"))))
        .containsExactly(
            "2024-01-02T00:00:00Z|100|1|0",
            "2024-01-02T00:01:00Z|110|1|2",
            "2024-01-02T00:02:00Z|120|1|0");
    assertThat(market.publish().failures()).isEmpty();
  }

  @Test
  void reconcileMakesOneOfTheCopiesOfABar() {
    Market market = Market.open(1);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).at("00:01:10").price("110").json()));
    market.ingest();
    market.buildCandles();
    market
        .lake()
        .spark()
        .sql("INSERT INTO %1$s SELECT * FROM %1$s".formatted(market.staged("candles")));
    long from = Instant.parse("2024-01-02T00:00:00Z").toEpochMilli() * 1_000;
    new CandleBuilder(market.lake(), market.contract(), Clock.systemUTC())
        .reconcile(from, from + 60_000_000L);
    assertThat(market.rows(MINUTES.formatted(market.staged("candles"))))
        .containsExactly("2024-01-02T00:00:00Z|100|1|0");
    assertThat(market.publish().failures()).isEmpty();
  }

  @Test
  void aLongHistoryIsClosedMonthByMonthAndAnOldTradeRevisesItsOwnMinuteOnly() {
    Market market = Market.open(1);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).on("2023-09-10").at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).on("2023-11-29").at("00:01:10").price("110").json(),
            trade("BTCUSDT").id(3).at("00:02:10").price("120").json(),
            trade("BTCUSDT").id(4).at("00:03:10").price("130").json()));
    market.ingest();
    market.buildCandles();
    market.send(
        List.of(
            trade("BTCUSDT").id(5).on("2023-09-10").at("00:00:20").price("90").json(),
            trade("BTCUSDT").id(6).on("2023-11-29").at("00:01:20").price("95").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.rows(MINUTES.formatted(market.staged("candles"))))
        .containsExactly(
            "2023-09-10T00:00:00Z|90|2|1",
            "2023-11-29T00:01:00Z|95|2|1",
            "2024-01-02T00:02:00Z|120|1|0");
    // The week that lies in two months was revised once.
    assertThat(
            market.rows(
                "SELECT open_time, close, trade_count, revision FROM %s WHERE interval = '1w' ORDER BY open_time"
                    .formatted(market.staged("candles"))))
        .containsExactly("2023-09-04T00:00:00Z|90|2|1", "2023-11-27T00:00:00Z|95|2|1");
    assertThat(market.publish().failures()).isEmpty();
  }
}
