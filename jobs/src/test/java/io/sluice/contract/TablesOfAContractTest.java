package io.sluice.contract;

import static io.sluice.contract.SensorsYaml.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.market.TradeColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a contract's tables may be called, and which fields bars need. */
class TablesOfAContractTest {
  @ParameterizedTest
  @ValueSource(strings = {"audits", "Audits", "quarantine", "trades_quarantine"})
  void aDatasetIsNotCalledLikeAnotherTableOfTheNamespace(String name) {
    assertThat(problems(with("- name: sensors", "- name: " + name)).problems())
        .containsExactly("schema[0].name: is the name of another table of the namespace: " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshots", "history", "branch_of_trade", "all_files"})
  void aDatasetIsNotCalledLikeWhatIcebergReadsAfterATablesName(String name) {
    assertThat(problems(with("- name: sensors", "- name: " + name)).problems())
        .containsExactly("schema[0].name: has a meaning in Iceberg after a table's name: " + name);
  }

  @Test
  void candlesNeedTheFieldsOfATradeAndAllThatIsMissingIsSaidAtOnce() throws IOException {
    String trades =
        Files.readString(Path.of("../contracts/trades.yaml"))
            .replace("- name: " + TradeColumns.SIDE + "\n", "- name: direction\n")
            .replaceFirst("(?s)(- name: price\\n.*?)decimal\\(38,18\\)", "$1decimal(38,8)");
    assertThat(problems(trades).problems())
        .containsExactly(
            "schema[0].customProperties[candles]: need price to fit decimal(38,18): at most 20"
                + " digits before the point and 18 after it: decimal(38,8)",
            "schema[0].customProperties[candles]: need the field side, a string");
  }

  @Test
  void candlesAreNotInTheDatasetsOwnTable() throws IOException {
    String trades =
        Files.readString(Path.of("../contracts/trades.yaml"))
            .replaceFirst("table: candles", "table: trades");
    assertThat(problems(trades).problems())
        .containsExactly(
            "schema[0].customProperties[candles].table: is the name of another table of the"
                + " namespace: trades");
  }

  private static ContractException problems(String yaml) {
    ContractException problems =
        catchThrowableOfType(ContractException.class, () -> Contract.parse("some.yaml", yaml));
    assertThat(problems).isNotNull();
    return problems;
  }
}
