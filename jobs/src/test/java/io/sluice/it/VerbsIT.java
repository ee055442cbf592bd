package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

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
