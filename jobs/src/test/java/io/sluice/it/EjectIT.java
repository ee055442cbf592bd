package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.audit.Finding;
import io.sluice.failure.UnusableException;
import io.sluice.publish.Ejection;
import io.sluice.publish.Ejection.Result;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The way out where accepted rows failed an audit. */
class EjectIT {
  private static final Result ONE_ROW = new Result(1, 0);
  private static final String[] ONLY_BUYERS = {
    "          - name: side_is_buy_or_sell\n",
    """
              - name: side_is_buy
                metric: invalidValues
                arguments:
                  pattern: buy
                mustBe: 0
              - name: side_is_buy_or_sell
    """
  };
  private static final String OF_ROWS =
      "    customProperties: # [used], unless it says otherwise\n";

  @Test
  void rowsThatFailedARuleLeaveTheTableInOneCommitHoweverOftenItIsTried() {
    Market market = Market.open(1, ONLY_BUYERS);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:00:20").sold().json(),
            trade("BTCUSDT").id(3).at("00:01:10").json(),
            "not json"));
    market.ingest();
    market.buildCandles();
    PublishReport refused = market.publish();
    assertThat(refused.failures())
        .extracting(Finding::rule, Finding::observed)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("side_is_buy", "1 of 1 rows"));
    long number = refused.number().getAsLong();
    String main = market.mainHash();

    assertThatThrownBy(() -> eject(market, number + 1, Optional.empty()))
        .isInstanceOf(UnusableException.class)
        .hasMessage(
            "Cannot find a candidate whose audit failed: no such branch: candidate-"
                + (number + 1));
    assertThatThrownBy(() -> eject(market, number, Optional.of("price_required")))
        .isInstanceOf(UnusableException.class)
        .hasMessage(
            "Cannot eject from candidate-%d: the rule did not fail there: price_required"
                .formatted(number));

    try (NessieProxy proxy = new NessieProxy(SharedStack.services().nessieUri())) {
      // As killed before the commit: nothing has changed.
      Market through = market.through(proxy.uri());
      proxy.loseRequests(5);
      assertThatThrownBy(() -> eject(through, number, Optional.empty()))
          .isInstanceOf(RuntimeException.class);
      assertThat(proxy.hasLostAll()).isTrue();
      assertThat(places(market)).containsExactly("1|table", "2|table", "3|table");
      assertThat(market.counts()).isEqualTo(new IngestCounts(4, 3, 1, 0));
      // As killed right after it: all has.
      proxy.loseAnswers(1);
      assertThat(eject(through, number, Optional.of("side_is_buy"))).isEqualTo(ONE_ROW);
      assertThat(proxy.hasLostAll()).isTrue();
    }
    assertThat(eject(market, number, Optional.empty()).isNothing()).isTrue();
    assertThat(places(market)).containsExactly("1|table", "2|quarantine", "3|table");
    assertThat(market.counts()).isEqualTo(new IngestCounts(4, 2, 2, 0));
    assertThat(market.mainHash()).isEqualTo(main);

    market.buildCandles();
    PublishReport published = market.publish();
    assertThat(published.failures()).isEmpty();
    assertThat(published.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(published.datasets().get(0).total()).isEqualTo(new IngestCounts(4, 2, 2, 0));
    assertThat(
            market.rows(
                "SELECT dataset, reason, field, detail, get_json_object(decode(value, 'UTF-8'),"
                    + " '$.side'), get_json_object(decode(value, 'UTF-8'), '$.event_time'), _offset"
                    + " FROM "
                    + market.table("trades_quarantine")
                    + " WHERE reason <> 'not_json'"))
        .containsExactly(
            "trades|audit:side_is_buy|null|candidate-"
                + number
                + ", by ana: the venue sent them by mistake|sell|2024-01-02T00:00:20.000000Z|1");
    assertThat(
            market.rows(
                "SELECT open_time, trade_count FROM "
                    + market.table("candles")
                    + " WHERE interval = '1m'"))
        .containsExactly("2024-01-02T00:00:00Z|1");
    assertThat(
            market.rows(
                "SELECT publish, dataset, rule, slice, observed, passed FROM "
                    + market.table("audits")
                    + " WHERE rule = 'eject'"))
        .containsExactly(
            number
                + "|trades|eject|side_is_buy|1 rows to the quarantine, by ana: the venue sent them"
                + " by mistake|true");

    // Ingest goes on from there. What was ejected and is sent again is no new record.
    market.send(
        List.of(
            trade("BTCUSDT").id(4).at("00:02:10").json(),
            trade("BTCUSDT").id(2).at("00:00:20").sold().json(),
            trade("BTCUSDT").id(2).at("00:00:20").json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(7, 3, 3, 1));
    assertThat(
            market.rows(
                "SELECT reason, _offset FROM "
                    + market.staged("trades_quarantine")
                    + " WHERE _offset > 3"))
        .containsExactly("conflicting_duplicate|6");
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  @Test
  @Tag("acceptance")
  void killedInTheMiddleAndTriedAgainNoRowIsInTwoPlaces() {
    Market market = Market.open(1, ONLY_BUYERS);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:00:20").sold().json(),
            trade("BTCUSDT").id(3).at("00:01:10").json()));
    market.ingest();
    market.buildCandles();
    long number = market.publish().number().getAsLong();
    String[] eject = {"eject", "--candidate", Long.toString(number), "--why", "by mistake"};

    Driver.killedAt("eject-before-commit", market, eject);
    assertThat(places(market)).containsExactly("1|table", "2|table", "3|table");
    assertThat(market.counts()).isEqualTo(new IngestCounts(3, 3, 0, 0));

    Driver.killedAt("eject-after-commit", market, eject);
    assertThat(places(market)).containsExactly("1|table", "2|quarantine", "3|table");

    assertThat(eject(market, number, Optional.empty()).isNothing()).isTrue();
    assertThat(places(market)).containsExactly("1|table", "2|quarantine", "3|table");
    market.buildCandles();
    PublishReport published = market.publish();
    assertThat(published.failures()).isEmpty();
    assertThat(published.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(published.datasets().get(0).total()).isEqualTo(new IngestCounts(3, 2, 1, 0));
    assertThat(market.rows("SELECT trade_id FROM " + market.table("trades") + " ORDER BY 1"))
        .containsExactly("1", "3");
  }

  @Test
  void ofCopiesTheLaterOnesGoAndARowThatWasNeverReadIsRemoved() {
    Market market = Market.open(1, "value: by-sequence", "value: none");
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:00:20").json(),
            trade("BTCUSDT").id(1).at("00:00:10").price("101").json(),
            trade("BTCUSDT").id(3).at("00:00:20").json(),
            trade("BTCUSDT").id(4).at("00:01:10").json()));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(5, 5, 0, 0));
    market
        .lake()
        .spark()
        .sql(
            "INSERT INTO %1$s SELECT * FROM %1$s WHERE _offset = 1"
                .formatted(market.staged("trades")));
    market.buildCandles();
    Market agreed =
        market.under(
            OF_ROWS,
            """
                quality:
                  - name: one_trade_a_time
                    metric: duplicateValues
                    arguments: {properties: [symbol, event_time]}
                    mustBe: 0
            """
                + OF_ROWS);
    PublishReport refused = agreed.publish();
    assertThat(refused.failures())
        .extracting(Finding::rule)
        .contains("key_unique", "one_trade_a_time", "offset_once", "rows_accepted");

    Result result = eject(agreed, refused.number().getAsLong(), Optional.empty());

    assertThat(result).isEqualTo(new Result(2, 1));
    assertThat(market.rows("SELECT _offset FROM " + market.staged("trades") + " ORDER BY 1"))
        .containsExactly("0", "1", "4");
    assertThat(
            market.rows(
                "SELECT _offset, reason FROM "
                    + market.staged("trades_quarantine")
                    + " ORDER BY 1"))
        .containsExactly("2|audit:key_unique", "3|audit:one_trade_a_time");
    agreed.buildCandles();
    PublishReport published = agreed.publish();
    assertThat(published.failures()).isEmpty();
    assertThat(published.datasets().get(0).total()).isEqualTo(new IngestCounts(5, 3, 2, 0));
    assertThat(
            market.rows(
                "SELECT slice, observed FROM " + market.table("audits") + " WHERE rule = 'eject'"))
        .containsExactly(
            "key_unique, offset_once, one_trade_a_time|2 rows to the quarantine, 1 copies of an"
                + " offset removed, by ana: the venue sent them by mistake");
  }

  private static Result eject(Market market, long number, Optional<String> rule) {
    return new Ejection(market.lake(), market.contract(), Clock.systemUTC())
        .eject(number, rule, "ana", "the venue sent them by mistake");
  }

  /** Each trade and where it is. */
  private static List<String> places(Market market) {
    return market.rows(
        "SELECT trade_id, 'table' FROM "
            + market.staged("trades")
            + " UNION ALL SELECT get_json_object(decode(value, 'UTF-8'), '$.trade_id'),"
            + " 'quarantine' FROM "
            + market.staged("trades_quarantine")
            + " WHERE reason <> 'not_json' ORDER BY 1, 2");
  }
}
