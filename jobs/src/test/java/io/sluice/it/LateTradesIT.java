package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lake.IngestCounts;
import io.sluice.wap.PublishReport.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

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
  void flatBarsFollowALateTradeUpToTheNextOne() {
    Market market = Market.open(1, "emptyBars: none", "emptyBars: flat");
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).at("00:03:10").price("110").json(),
            trade("BTCUSDT").id(3).at("00:05:10").price("120").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
    market.send(List.of(trade("BTCUSDT").id(4).at("00:00:30").price("90").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
    assertThat(market.rows(BARS.formatted(market.table("candles"))))
        .containsExactly(
            "1m|2024-01-02T00:00:00Z|100|100|90|90|2|2|1|late",
            "1m|2024-01-02T00:01:00Z|90|90|90|90|0|0|1|late",
            "1m|2024-01-02T00:02:00Z|90|90|90|90|0|0|1|late",
            "1m|2024-01-02T00:03:00Z|110|110|110|110|1|1|0|null",
            "1m|2024-01-02T00:04:00Z|110|110|110|110|0|0|0|null",
            "5m|2024-01-02T00:00:00Z|100|110|90|110|3|3|1|late");
  }

  @Test
  void reconcileMendsADamagedBar() {
    Market market = Market.open(1);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).at("00:01:10").price("110").json()));
    market.ingest();
    market.buildCandles();
    market.publish();
    market.lake().spark().sql("UPDATE " + market.staged("candles") + " SET close = 1");
    assertThat(market.publish().failures())
        .extracting("dataset", "rule")
        .containsExactly(org.assertj.core.groups.Tuple.tuple("candles", "bars_equal_trades"));

    long from = java.time.Instant.parse("2024-01-02T00:00:00Z").toEpochMilli() * 1_000;
    var result =
        new io.sluice.stream.CandleBuilder(market.lake(), market.contract())
            .reconcile(from, from + 60_000_000L);
    assertThat(result).hasToString("0 bars added, 1 revised, 0 removed");
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.rows(BARS.formatted(market.table("candles"))))
        .containsExactly("1m|2024-01-02T00:00:00Z|100|100|100|100|1|1|1|reconcile");
    assertThat(market.counts()).isEqualTo(new IngestCounts(2, 2, 0, 0));
  }
}
