package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.lake.References;
import io.sluice.state.PublishNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.projectnessie.model.Reference;

/** The verbs as a person gives them: in this process, through spark-submit and the launcher. */
class VerbsIT {
  @Test
  void sparkSubmitRunsTheWholeWay() throws IOException, InterruptedException {
    wholeWay("submitted", VerbProcess.sparkSubmit());
  }

  @Test
  void theLauncherRunsTheWholeWay() throws IOException, InterruptedException {
    wholeWay("launched", List.of(VerbProcess.ROOT.resolve("sluice").toString()));
  }

  private static void wholeWay(String namespace, List<String> command)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(SharedStack.home().resolve(namespace));
    Path contract = VerbProcess.contract(folder, namespace);
    Path trades = folder.resolve("trades.jsonl");
    Files.writeString(
        trades,
        trade("BTCUSDT").id(1).at("00:00:10").json()
            + "\n"
            + trade("BTCUSDT").id(2).at("00:01:10").json()
            + "\nnot json\n");
    List<String> own = List.of("--contract", contract.toString());
    List<String> lake = List.of("--contract", contract.toString(), "--namespace", namespace);
    assertThat(run(folder, command, lake, "init")).startsWith("Created ");
    assertThat(run(folder, command, own, "feed", trades.toString())).contains(" 3 records sent");
    assertThat(run(folder, command, lake, "ingest", "--until-caught-up"))
        .contains("Read 3 = accepted 2 + quarantined 1 + duplicate 0");
    // A second start reads the identities that the table holds.
    assertThat(run(folder, command, own, "feed", trades.toString())).contains(" 3 records sent");
    assertThat(run(folder, command, lake, "ingest", "--until-caught-up"))
        .contains("Read 6 = accepted 2 + quarantined 2 + duplicate 2");
    assertThat(run(folder, command, lake, "build-candles", "--until-caught-up"))
        .contains("1 bars added, 0 revised, 0 removed");
    assertThat(run(folder, command, lake, "publish")).contains("Published publish-");
    assertThat(
            run(
                folder,
                command,
                List.of("--namespace", namespace, "--format", "csv"),
                "query",
                "SELECT interval, open_time, close, trade_count FROM candles"))
        .isEqualTo("interval,open_time,close,trade_count\n1m,2024-01-02T00:00:00Z,100,1\n");
  }

  private static String run(
      Path folder, List<String> command, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    words.addAll(options);
    VerbProcess ended = VerbProcess.run(folder, words, Map.of());
    assertThat(ended.exitCode()).as(() -> words + "\n" + ended.err()).isZero();
    return ended.out();
  }

  @Test
  void aReaderPollingMainSeesOnlyTaggedStates() throws InterruptedException {
    Market market = Market.open(2);
    Set<String> seen = new LinkedHashSet<>();
    References references = market.lake().references();
    seen.add(market.mainHash());
    for (int minute = 0; minute < 4; minute++) {
      market.send(
          List.of(
              trade("BTCUSDT").id(2 * minute).at("00:0%d:10".formatted(minute)).json(),
              trade("BTCUSDT").id(2 * minute + 1).at("00:0%d:50".formatted(minute)).json()));
      market.ingest();
      market.buildCandles();
      Thread publisher = new Thread(market::publish);
      publisher.start();
      while (publisher.isAlive()) {
        seen.add(market.mainHash());
      }
      publisher.join();
      seen.add(market.mainHash());
    }
    Set<String> tagged = new HashSet<>();
    for (Reference reference : references.all()) {
      if (PublishNumbers.of(List.of(reference)).lastPublished().isPresent()) {
        tagged.add(reference.getHash());
      }
    }
    assertThat(seen).hasSizeGreaterThanOrEqualTo(5);
    assertThat(tagged).containsAll(seen);
  }

  @Test
  void aFolderOfContractsIsIngestedBuiltPublishedAndShown() throws IOException {
    Market market = Market.open(1);
    Market deals = market.beside("deals");
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:01:10").json(),
            "not json"));
    deals.send(List.of(trade("ETHUSDT").id(1).at("00:00:10").json()));
    Path folder = market.contractFile().getParent();
    assertThat(deals.contractFile().getParent()).isEqualTo(folder);
    String checkpoint = folder.resolve("checkpoints").toUri().toString();
    market.lake().spark().stop();

    assertThat(of(market, folder, "ingest", "--until-caught-up", "--checkpoint", checkpoint))
        .isEqualTo(
            """
            deals: Read 1 = accepted 1 + quarantined 0 + duplicate 0
            trades: Read 3 = accepted 2 + quarantined 1 + duplicate 0
            """);
    assertThat(
            of(
                market,
                folder,
                "build-candles",
                "--until-caught-up",
                "--close-until",
                "2024-01-02T00:01:00Z"))
        .contains("Candles of deals: 1 bars added, 0 revised, 0 removed")
        .contains("Candles of trades: 1 bars added, 0 revised, 0 removed");
    assertThat(of(market, folder, "publish")).contains("Published publish-");

    JsonNode status = new ObjectMapper().readTree(of(market, folder, "status", "--json"));
    assertThat(status.findValuesAsText("dataset")).containsExactly("deals", "trades");
    JsonNode trades = status.get("datasets").get(1);
    assertThat(trades.get("published"))
        .hasToString("{\"read\":3,\"accepted\":2,\"quarantined\":1,\"duplicate\":0}");
    assertThat(trades.get("staged")).isEqualTo(trades.get("published"));
    assertThat(trades.get("lag"))
        .hasToString(
            "[{\"partition\":0,\"readTo\":3,\"endsAt\":3,\"lag\":0,\"newest\":\"2024-01-02T00:01:10Z\"}]");
    assertThat(trades.get("tables").findValuesAsText("table"))
        .contains("trades", "trades_quarantine", "candles", "audits");
    long number = status.get("lastPublish").get("number").asLong();
    assertThat(status.get("lastPublish").get("hash").asText()).isEqualTo(market.mainHash());
    assertThat(status.get("lastAudit").get("number").asLong()).isEqualTo(number);
    assertThat(status.get("lastAudit").get("failed").asLong()).isZero();
    assertThat(status.get("lastAudit").get("passed").asLong()).isPositive();
    assertThat(of(market, folder, "status"))
        .contains("Dataset deals, topic " + deals.topic())
        .contains("Published: Read 3 = accepted 2 + quarantined 1 + duplicate 0")
        .contains("Last publish: publish-" + number + " at 20")
        .contains(" of candidate-" + number + " at 20");
    market.restartDriver();
  }

  private static String of(Market market, Path contracts, String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(
        List.of(
            "--contract", contracts.toString(), "--namespace", market.lake().config().namespace()));
    Verb verb = Verb.run(words.toArray(String[]::new));
    assertThat(verb.exitCode()).as(verb.err()).isZero();
    return verb.out();
  }

  @Test
  void whatIsWrongIsSaidWithItsExitCode() {
    assertThat(Verb.run("query", "SELECT 1", "--nessie-uri", "http://127.0.0.1:1/api/v2"))
        .satisfies(
            verb -> {
              assertThat(verb.exitCode()).isEqualTo(20);
              assertThat(verb.err())
                  .startsWith("Cannot reach Nessie: no answer at: http://127.0.0.1:1/api/v2");
            });
    assertThat(Verb.run("publish", "--contract", "nowhere.yaml"))
        .satisfies(
            verb -> {
              assertThat(verb.exitCode()).isEqualTo(2);
              assertThat(verb.err()).contains("no such file: nowhere.yaml");
            });
    assertThat(Verb.run("build-candles", "--close-until", "2024-01-01").exitCode()).isEqualTo(2);
    assertThat(Verb.run("nonsense").exitCode()).isEqualTo(2);
  }
}
