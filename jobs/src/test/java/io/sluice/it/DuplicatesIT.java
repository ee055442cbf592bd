package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.lake.References;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class DuplicatesIT {
  private static final String IDS = "SELECT trade_id FROM %s ORDER BY trade_id";

  @Test
  void tradesSentAgainAreCountedAndNotStoredTwice() {
    Market market = Market.open(2);
    List<String> trades =
        List.of(
            trade("BTCUSDT").id(1).json(),
            trade("BTCUSDT").id(2).json(),
            trade("BTCUSDT").id(1).json(),
            trade("ETHUSDT").id(1).json(),
            trade("ETHUSDT").id("9f3c-uuid").json(),
            trade("ETHUSDT").id("9f3c-uuid").json(),
            trade("ETHUSDT").id("01").json());
    market.send(trades);
    assertThat(market.ingest()).isEqualTo(new IngestCounts(7, 5, 0, 2));

    market.send(trades);
    market.send(List.of(trade("BTCUSDT").id(3).json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(15, 6, 0, 9));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.rows(IDS.formatted(market.table("trades"))))
        .containsExactly("01", "1", "1", "2", "3", "9f3c-uuid");
  }

  @Test
  void theSameTradeInTwoKafkaPartitionsIsStoredOnce() {
    Market market = Market.open(2);
    for (int partition = 0; partition < 2; partition++) {
      for (int id = 1; id <= 3; id++) {
        byte[] value = trade("BTCUSDT").id(id).json().getBytes(StandardCharsets.UTF_8);
        market.send(new ProducerRecord<>(market.topic(), partition, null, value));
      }
    }
    assertThat(market.ingest()).isEqualTo(new IngestCounts(6, 3, 0, 3));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.rows(IDS.formatted(market.table("trades")))).containsExactly("1", "2", "3");
  }

  @Test
  void withoutAPolicyEveryRecordIsATrade() {
    Market market = Market.open(1, "value: by-sequence", "value: none");
    market.send(List.of(trade("BTCUSDT").id(1).json(), trade("BTCUSDT").id(1).json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(2, 2, 0, 0));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  @Test
  void withinTheLatenessRepeatsAreFound() {
    Market market = Market.open(1, "value: by-sequence", "value: within-lateness");
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:01").json(),
            trade("BTCUSDT").id(1).at("00:00:01").json(),
            trade("BTCUSDT").id(2).at("00:00:02").json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(3, 2, 0, 1));
    market.send(List.of(trade("BTCUSDT").id(2).at("00:00:02").json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(4, 2, 0, 2));
  }

  @Test
  void withinTheLatenessTheSameTradesAreKnownAfterARestart() {
    Market market = Market.open(1, "value: by-sequence", "value: within-lateness");
    List<String> trades =
        List.of(
            trade("BTCUSDT").id(1).at("00:00:01").json(),
            trade("BTCUSDT").id("a").at("00:00:01").json(),
            // Many buckets of 10 seconds later.
            trade("BTCUSDT").id(1).at("00:05:00").json());
    market.send(trades);
    assertThat(market.ingest()).isEqualTo(new IngestCounts(3, 3, 0, 0));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);

    market.restartDriver().send(trades);
    market.send(List.of(trade("BTCUSDT").id(2).at("00:06:00").json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(7, 4, 0, 3));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  @Test
  void anIdSentAgainWithAnotherPriceIsQuarantinedAlsoAfterARestart() {
    Market market = Market.open(1);
    String uuid = "9f3c-uuid";
    market.send(
        List.of(
            trade("BTCUSDT").id(1).price("100").json(),
            trade("BTCUSDT").id(1).price("101").json(),
            trade("BTCUSDT").id(1).price("100.00").json(),
            trade("BTCUSDT").id(uuid).price("100").json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(4, 2, 1, 1));

    market.restartDriver();
    String altered = trade("BTCUSDT").id(uuid).price("102").json();
    market.send(List.of(altered, trade("BTCUSDT").id(uuid).price("100.0").json()));
    market.send(List.of(trade("BTCUSDT").id(2).at("00:02:00").json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(7, 3, 2, 2));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(
            market.rows(
                "SELECT reason, field, detail, CAST(value AS string) FROM %s WHERE _offset = 4"
                    .formatted(market.table("trades_quarantine"))))
        .containsExactly(
            "conflicting_duplicate|trade_id|was accepted before with other values|" + altered);
    assertThat(
            market.rows(
                "SELECT trade_id, price FROM %s ORDER BY 1".formatted(market.table("trades"))))
        .containsExactly("1|100", "2|100", uuid + "|100");
    assertThat(market.lake().table("trades", References.STAGING).currentSnapshot().summary())
        .containsEntry("sluice.unverified", "0");
  }
}
