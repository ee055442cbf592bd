package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.lake.References;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.projectnessie.model.Reference;

/** The verb that only reads, and what it refuses, on a lake with one publish. */
class QueryIT {
  private Market market;

  private void ingestTwoTrades(String... replacements) {
    market = Market.open(1, replacements);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:01:10").json()));
    market.ingest();
    market.buildCandles();
  }

  @Test
  void queryReadsTheLakeAndNeitherMovesMainNorShowsTheSecret(@TempDir Path folder)
      throws Exception {
    ingestTwoTrades();
    market.publish();
    Map<String, String> before = references();
    market.lake().spark().stop();
    Files.writeString(folder.resolve("precious.txt"), "kept");
    for (String sql :
        List.of(
            "SELECT '${env:HOME}', '${spark.sql.catalog.lake.s3.secret-access-key}'",
            "DESCRIBE EXTENDED trades",
            "SHOW REFERENCE IN lake",
            "EXPLAIN EXTENDED SELECT * FROM trades")) {
      Verb read = query(sql);
      assertThat(read.exitCode()).as(read.err()).isZero();
      assertThat(read.out()).doesNotContain(SharedStack.services().s3SecretKey());
    }
    assertThat(query("SELECT trade_id FROM trades ORDER BY 1", "--format", "csv").out())
        .isEqualTo("trade_id\n1\n2\n");
    assertThat(query("SELECT 1", "--limit", "2147483647").out()).endsWith("1 row\n");
    String reads = "Cannot query: does more than to read tables: ";
    String computes =
        "Cannot query: a function that is not on the list of those that only compute: ";
    String publishOnly = "Cannot query: only publish moves main, its tags and candidates: ";
    Map<String, String> refused = new TreeMap<>();
    refused.put("SET -v", reads + "Set");
    refused.put(
        "INSERT OVERWRITE LOCAL DIRECTORY '" + folder + "' USING csv SELECT 1",
        reads + "InsertIntoDir");
    refused.put(
        "SELECT reflect('java.lang.System', 'getenv', 'SLUICE_S3_SECRET_KEY')",
        computes + "reflect");
    refused.put(
        "MERGE BRANCH staging BEHAVIOR FORCE IN lake", publishOnly + "MERGE BRANCH INTO main");
    refused.put("CREATE TAG `publish-9999` IN lake FROM staging", publishOnly + "publish-9999");
    for (Map.Entry<String, String> each : refused.entrySet()) {
      Verb verb = query(each.getKey(), "--ref", "staging", "--write");
      assertThat(verb.exitCode()).isEqualTo(2);
      assertThat(verb.err().lines().findFirst()).hasValue(each.getValue());
    }
    assertThat(query("DELETE FROM trades").err())
        .startsWith(
            "Cannot query: --write allows this on another branch than main, nothing else does:"
                + " DELETE FROM trades");
    assertThat(query("DELETE FROM trades", "--write").err()).startsWith(publishOnly + "--ref main");
    assertThat(
            query(
                    "DELETE FROM trades",
                    "--ref",
                    "staging",
                    "--write",
                    "--conf",
                    "spark.sql.catalog.lake.ref=main")
                .err())
        .startsWith("Cannot query: not with this setting: --conf spark.sql.catalog.lake.ref");
    assertThat(folder.toFile().list()).containsExactly("precious.txt");
    market.restartDriver();
    assertThat(references()).isEqualTo(before);
    market.lake().spark().stop();
    assertThat(
            query("DELETE FROM trades WHERE trade_id = 2", "--ref", "staging", "--write")
                .exitCode())
        .isZero();
    market.restartDriver();
    assertThat(references())
        .allSatisfy(
            (name, hash) -> {
              if (!name.equals(References.STAGING)) {
                assertThat(before).containsEntry(name, hash);
              }
            });
    assertThat(market.count("SELECT count(*) FROM " + market.staged("trades"))).isEqualTo(1);
  }

  @Test
  void aRuleOfTheContractOnlyReadsAndNeitherDoesASessionAtACommitWrite() {
    ingestTwoTrades(
        "    customProperties: # [used], unless it says otherwise\n",
        "    quality:\n      - name: moves_main\n        type: sql\n        query: ASSIGN BRANCH main TO"
            + " staging IN lake -- ${object}\n        mustBe: 0\n    customProperties:\n");
    Map<String, String> before = references();
    assertThatThrownBy(market::publish)
        .hasMessage("Cannot audit rule moves_main: does more than to read tables: AssignReference");
    assertThat(references().get(References.MAIN)).isEqualTo(before.get(References.MAIN));
    // The second line of defence after the guard of statements.
    market.restartDriver();
    market.lake().spark().conf().set("spark.sql.catalog.lake.ref.hash", market.mainHash());
    String table = "lake." + market.lake().config().namespace() + ".trades";
    assertThatThrownBy(
            () -> market.rows("INSERT INTO " + table + " SELECT * FROM " + market.staged("trades")))
        .hasStackTraceContaining("You can only mutate");
    market.restartDriver();
  }

  private Map<String, String> references() {
    Map<String, String> references = new TreeMap<>();
    for (Reference reference : market.lake().references().all()) {
      references.put(reference.getName(), reference.getHash());
    }
    return references;
  }

  private Verb query(String sql, String... more) {
    List<String> words =
        new ArrayList<>(List.of("query", sql, "--namespace", market.lake().config().namespace()));
    words.addAll(List.of(more));
    return Verb.run(words.toArray(String[]::new));
  }
}
