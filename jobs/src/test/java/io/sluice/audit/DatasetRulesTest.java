package io.sluice.audit;

import static io.sluice.audit.AuditStage.trade;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of rule that a contract may ask of the dataset as a whole refuses what breaks it. */
class DatasetRulesTest {
  private static final String BEFORE = "    customProperties: # [used], unless";

  @TempDir private Path folder;
  private AuditStage stage;

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void valuesThatAreThereTwiceAreCountedWhereTheContractWantsEachOnce() {
    stage =
        with(
            "{name: one_trade_per_price, metric: duplicateValues, arguments: {properties: [symbol, price]}, mustBe: 0}");
    stage.read(3, 3, 0, 0).trades(trade(0), trade(1, "price", "101"), trade(2, "price", "102"));
    assertThat(stage.findings(new DatasetRules()))
        .containsExactly(of("one_trade_per_price", "increment", "0 rows", "= 0", true));

    stage.read(5, 5, 0, 0).trades(trade(3), trade(4, "symbol", "'ETHUSDT'"));
    assertThat(stage.findings(new DatasetRules()))
        .containsExactly(of("one_trade_per_price", "increment", "1 rows", "= 0", false));
  }

  @Test
  void rowsWithoutAValueAreNoCopiesOfEachOther() {
    stage =
        with("{name: once, metric: duplicateValues, arguments: {properties: [side]}, mustBe: 0}");
    stage.read(2, 2, 0, 0).trades(trade(0, "side", "NULL"), trade(1, "side", "NULL"));

    assertThat(stage.failures(new DatasetRules())).isEmpty();
  }

  @Test
  void tableWithTooFewOrTooManyRowsIsRefused() {
    stage = with("{name: rows, metric: rowCount, mustBeBetween: [2, 3]}");
    stage.read(1, 1, 0, 0).trades(trade(0));
    assertThat(stage.findings(new DatasetRules()))
        .containsExactly(of("rows", "table", "1 rows", "between 2 and 3", false));

    stage.published().read(3, 3, 0, 0).trades(trade(1), trade(2));
    assertThat(stage.failures(new DatasetRules())).isEmpty();

    stage.read(4, 4, 0, 0).trades(trade(3));
    assertThat(stage.failures(new DatasetRules())).hasSize(1);
  }

  @Test
  void queryThatCountsMoreThanIsAllowedIsRefused() {
    stage =
        with(
            "{name: small, type: sql, query: 'SELECT count(*) FROM ${object} WHERE price > 100', mustBeLessThan: 2}");
    stage.read(2, 2, 0, 0).trades(trade(0), trade(1, "price", "101"));
    assertThat(stage.failures(new DatasetRules())).isEmpty();

    stage.read(3, 3, 0, 0).trades(trade(2, "price", "101"));
    assertThat(stage.findings(new DatasetRules()))
        .containsExactly(of("small", "increment", "2", "< 2", false));
  }

  private AuditStage with(String rule) {
    return AuditStage.open(folder, BEFORE, "    quality:\n      - " + rule + "\n" + BEFORE);
  }

  private static Finding of(
      String rule, String slice, String observed, String allowed, boolean passed) {
    return new Finding("trades", rule, slice, observed, allowed, passed);
  }
}
