package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.Contract;
import io.sluice.failure.UnusableException;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.projectnessie.model.Reference;

/** What a namespace holds already, and what init does not build on top of it. */
class NamespaceIT {
  @Test
  void aSecondDatasetHasItsOwnTablesAndAHalfInitIsRepaired() throws Exception {
    Market market = Market.open(1);
    Lake lake = market.lake();
    String trades = Files.readString(Path.of("../contracts/trades.yaml"));
    String withoutCandles =
        trades.replaceFirst("(?s) +- property: candles.*?\n(?= +- property)", "");
    Contract quotes =
        Contract.parse(
            "quotes.yaml", withoutCandles.replace("- name: trades #", "- name: quotes #"));
    // An init of 0.1.0 that ended half-way: the table is on main and not on staging.
    lake.spark().sql("CREATE TABLE " + market.table("quotes") + columns(market) + " USING iceberg");
    assertThat(new LakeInit(lake).init(quotes))
        .containsExactlyInAnyOrder(
            "table " + lake.config().namespace() + ".quotes_quarantine", "tag " + newestTag(lake));
    assertThat(market.count("SELECT count(*) FROM " + market.staged("quotes"))).isZero();
    assertThat(market.count("SELECT count(*) FROM " + market.staged("quotes_quarantine"))).isZero();
    assertThat(new LakeInit(lake).init(quotes)).isEmpty();

    Map<String, String> before = references(lake);
    // Bars of another dataset are not taken over.
    Contract bars =
        Contract.parse("bars.yaml", trades.replace("- name: trades #", "- name: deals #"));
    assertThatThrownBy(() -> new LakeInit(lake).init(bars))
        .isInstanceOf(UnusableException.class)
        .hasMessage("Cannot use table candles: it belongs to another dataset: trades");
    Contract other =
        Contract.parse(
            "trades.yaml", withoutCandles.replaceFirst("decimal\\(38,18\\)", "decimal(38,8)"));
    assertThatThrownBy(() -> new LakeInit(lake).init(other))
        .isInstanceOf(UnusableException.class)
        .hasMessageStartingWith("Cannot use table trades: its columns are not the contract's: ");
    assertThat(references(lake)).isEqualTo(before);

    lake.spark()
        .sql("CREATE TABLE " + market.table("quarantine") + " (reason STRING) USING iceberg");
    before = references(lake);
    String namespace = lake.config().namespace();
    String refused =
        "Cannot use namespace "
            + namespace
            + ": it was made by Sluice 0.1.0, where all datasets have one quarantine; give this"
            + " dataset a new one with --namespace: quarantine";
    lake.spark().stop();
    for (String verb : new String[] {"init", "ingest", "publish", "build-candles"}) {
      Verb result =
          Verb.run(verb, "--namespace", namespace, "--contract", "../contracts/trades.yaml");
      assertThat(result.err().lines().findFirst()).hasValue(refused);
      assertThat(result.exitCode()).isEqualTo(2);
    }
    market.restartDriver();
    assertThat(references(market.lake())).isEqualTo(before);
  }

  private static String columns(Market market) {
    StringBuilder columns = new StringBuilder(" (");
    for (var field : market.lake().spark().table(market.table("trades")).schema().fields()) {
      columns
          .append(columns.length() > 2 ? ", " : "")
          .append(field.name())
          .append(' ')
          .append(field.dataType().sql());
    }
    return columns.append(")").toString();
  }

  private static String newestTag(Lake lake) {
    return io.sluice.state.PublishNumbers.tag(
        io.sluice.state.PublishNumbers.of(lake.references().all()).next() - 1);
  }

  private static Map<String, String> references(Lake lake) {
    Map<String, String> references = new TreeMap<>();
    for (Reference reference : lake.references().all()) {
      references.put(reference.getName(), reference.getHash());
    }
    assertThat(references).containsKeys(References.MAIN, References.STAGING);
    return references;
  }
}
