package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.audit.Finding;
import io.sluice.failure.ConflictException;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.PublishNumbers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.projectnessie.model.Branch;
import org.projectnessie.model.CommitMeta;

class PublishIT {
  @Test
  void plantedRowKeepsMainWhereItIsAndTheEvidenceSaysWhy() {
    Market market = withTrades();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    String main = market.mainHash();
    market
        .lake()
        .spark()
        .sql(
            "INSERT INTO %1$s SELECT exchange, symbol, 'planted', 0, quantity, side, event_time, sequence, _extra, _topic, _kafka_partition, _offset, _broker_time, _ingest_time, _source FROM %1$s LIMIT 1"
                .formatted(market.staged("trades")));

    PublishReport failed = market.publish();

    assertThat(failed.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(market.mainHash()).isEqualTo(main);
    long number = failed.number().getAsLong();
    assertThat(market.lake().references().find(PublishNumbers.candidate(number))).isPresent();
    assertThat(failed.failures())
        .contains(
            new Finding(
                "trades",
                "price_exclusive_minimum",
                "exchange=test, symbol=BTCUSDT, event_time 2024-01-02T00:00:10Z to 2024-01-02T00:00:10Z",
                "1 of 1 rows",
                "= 0",
                false),
            new Finding("trades", "rows_accepted", "table", "3", "= 2", false));
    assertThat(
            market.rows(
                "SELECT rule, slice, observed, allowed FROM %s WHERE NOT passed AND publish = %d AND rule = 'price_exclusive_minimum'"
                    .formatted(market.staged("audits"), number)))
        .containsExactly(
            "price_exclusive_minimum|exchange=test, symbol=BTCUSDT, event_time 2024-01-02T00:00:10Z to 2024-01-02T00:00:10Z|1 of 1 rows|= 0");

    PublishReport again = market.publish();
    assertThat(again.number()).isEqualTo(failed.number());
    assertThat(again.outcome()).isEqualTo(Outcome.AUDIT_FAILED);

    market
        .lake()
        .spark()
        .sql("DELETE FROM " + market.staged("trades") + " WHERE trade_id = 'planted'");
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades"))).isEqualTo(2);
    assertThat(market.publish().outcome()).isEqualTo(Outcome.NOTHING_NEW);
  }

  @Test
  void aRuleInSqlThatFedTradesBreakStopsThem() {
    Market market =
        Market.open(
            1,
            "    customProperties: # [used], unless it says otherwise\n",
            "    quality:\n      - name: no_price_above_99\n        type: sql\n        query: SELECT count(*) FROM ${object} WHERE price > 99\n        mustBe: 0\n    customProperties:\n");
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:01:10").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().failures())
        .containsExactly(
            new Finding("trades", "no_price_above_99", "increment", "2", "= 0", false));
  }

  @Test
  void everyStateOfMainIsTaggedAndSaysWhatItHolds() {
    Market market = withTrades();
    PublishReport report = market.publish();
    assertThat(report.findings()).allMatch(Finding::passed);
    References references = market.lake().references();
    assertThat(
            references
                .find(PublishNumbers.tag(report.number().getAsLong()))
                .orElseThrow()
                .getHash())
        .isEqualTo(market.mainHash())
        .isEqualTo(report.hash());
    Map<String, String> properties =
        references.log(
            references.branch(References.MAIN),
            log -> log.findFirst().orElseThrow().getCommitMeta().getProperties());
    assertThat(properties)
        .containsEntry("sluice.read", "2")
        .containsEntry("sluice.accepted", "2")
        .containsEntry("sluice.publish", Long.toString(report.number().getAsLong()))
        .containsEntry("sluice.offsets", "{\"" + market.topic() + "\":{\"0\":2}}")
        .containsKeys("sluice.audit-id", "sluice.staging-hash");
    assertThat(
            market.rows(
                "SELECT DISTINCT audit_id FROM %s WHERE passed".formatted(market.table("audits"))))
        .containsExactly(properties.get("sluice.audit-id"));
  }

  @Test
  void staleExpectationOfMainIsAConflict() {
    Market market = withTrades();
    References references = market.lake().references();
    Branch main = references.branch(References.MAIN);
    Branch moved =
        references.commit(
            main,
            references.contents(main, List.of("trades")),
            CommitMeta.fromMessage("somebody else"));
    assertThatThrownBy(() -> references.move(main, main))
        .isInstanceOf(ConflictException.class)
        .hasMessageStartingWith("Cannot move main: it has moved: ");
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.mainHash()).isNotEqualTo(moved.getHash());
  }

  private static Market withTrades() {
    Market market = Market.open(1);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:01:10").json()));
    market.ingest();
    market.buildCandles();
    return market;
  }
}
