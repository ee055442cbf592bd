package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.failure.HaltPoint;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sluice on a cluster: the driver is one process, the executors are others. */
@Tag("acceptance")
class StandaloneIT {
  private static final String NAMESPACE = "standalone";
  private static final int MINUTES = 30;

  @Test
  void aDriverKilledOnAClusterOfTwoWorkersLeavesMainExact() throws Exception {
    Path folder = Files.createDirectories(SharedStack.home().resolve(NAMESPACE));
    Path contract = VerbProcess.contract(folder, NAMESPACE);
    Path trades = folder.resolve("trades.jsonl");
    Files.write(trades, trades());
    String[] options = {"--contract", contract.toString(), "--namespace", NAMESPACE};

    try (SecuredBroker broker = new SecuredBroker(folder.resolve("broker"));
        StandaloneCluster cluster =
            new StandaloneCluster(VerbProcess.sparkHome(), folder.resolve("cluster"), 2)) {
      // What the executors need to read this broker comes from the driver.
      Map<String, String> kafka =
          Map.of(
              "SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
              "SLUICE_KAFKA_PROPERTIES_FILE", broker.scramFile().toString());
      assertThat(Verb.run(kafka, with(options, "init")).exitCode()).isZero();
      assertThat(
              Verb.run(kafka, "feed", trades.toString(), "--contract", contract.toString())
                  .exitCode())
          .isZero();

      String[] ingest =
          with(options, "ingest", "--until-caught-up", "--max-offsets-per-trigger", "200");
      Map<String, String> halted = new HashMap<>(kafka);
      halted.put(HaltPoint.VARIABLE, "ingest-after-commit:2");
      VerbProcess killed = submit(cluster, folder, halted, ingest);
      assertThat(killed.exitCode()).as(killed.err()).isEqualTo(HaltPoint.EXIT_CODE);
      assertThat(done(cluster, folder, kafka, ingest))
          .contains("Read 601 = accepted 600 + quarantined 1 + duplicate 0");
      assertThat(done(cluster, folder, kafka, with(options, "build-candles", "--until-caught-up")))
          .contains("70 bars added, 0 revised, 0 removed");
      assertThat(publishWithAwsChain(cluster, folder, options)).contains("Published publish-");

      for (int worker : List.of(1, 2)) {
        // One executor for each of the four drivers.
        assertThat(cluster.executorLogs(worker))
            .hasSize(4)
            .allSatisfy(
                log ->
                    assertThat(log)
                        .contains("Finished task ")
                        .contains("\"-Daws.requestChecksumCalculation=when_required\"")
                        .doesNotContain("planted-"));
      }
      assertThat(cluster.serverLogs()).doesNotContain("planted-");
    }

    try (Lake lake = Lake.open(SharedStack.lake(NAMESPACE), References.MAIN, Map.of())) {
      assertThat(rows(lake, "SELECT count(*), count(DISTINCT trade_id) FROM %s", "trades"))
          .containsExactly("600|600");
      assertThat(rows(lake, "SELECT count(*), max(reason) FROM %s", "trades_quarantine"))
          .containsExactly("1|not_json");
      // All bars of an interval are the same: one row for each symbol and interval.
      assertThat(
              rows(
                  lake,
                  "SELECT symbol, interval, open, high, low, close, volume, trade_count, revision,"
                      + " min(open_time), max(open_time), count(*) FROM %s"
                      + " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 1, 2",
                  "candles"))
          .containsExactly(
              "BTCUSDT|15m|100|109|100|109|150|150|0|2024-01-02T00:00:00Z|2024-01-02T00:00:00Z|1",
              "BTCUSDT|1m|100|109|100|109|10|10|0|2024-01-02T00:00:00Z|2024-01-02T00:28:00Z|29",
              "BTCUSDT|5m|100|109|100|109|50|50|0|2024-01-02T00:00:00Z|2024-01-02T00:20:00Z|5",
              "ETHUSDT|15m|100|109|100|109|150|150|0|2024-01-02T00:00:00Z|2024-01-02T00:00:00Z|1",
              "ETHUSDT|1m|100|109|100|109|10|10|0|2024-01-02T00:00:00Z|2024-01-02T00:28:00Z|29",
              "ETHUSDT|5m|100|109|100|109|50|50|0|2024-01-02T00:00:00Z|2024-01-02T00:20:00Z|5");
    }
  }

  /** Ten trades of each symbol in each minute: the same bar again and again. */
  private static List<String> trades() {
    List<String> trades = new ArrayList<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int second = 0; second < 60; second += 6) {
        for (String symbol : List.of("BTCUSDT", "ETHUSDT")) {
          trades.add(
              trade(symbol)
                  .id(trades.size())
                  .at("00:%02d:%02d".formatted(minute, second))
                  .price(Integer.toString(100 + second / 6))
                  .json());
        }
      }
    }
    trades.add("not json");
    return trades;
  }

  /** Driver and executors find the keys of the store in AWS's own file. */
  private static String publishWithAwsChain(
      StandaloneCluster cluster, Path folder, String[] options)
      throws IOException, InterruptedException {
    Path file = folder.resolve("aws-credentials");
    Files.writeString(
        file,
        "[lake]\naws_access_key_id=%s\naws_secret_access_key=%s\n"
            .formatted(SharedStack.services().s3AccessKey(), SharedStack.services().s3SecretKey()));
    Map<String, String> chain =
        Map.of(
            "SLUICE_S3_ACCESS_KEY", "",
            "SLUICE_S3_SECRET_KEY", "",
            "AWS_PROFILE", "lake",
            "AWS_SHARED_CREDENTIALS_FILE", file.toString());
    return done(
        cluster,
        folder,
        chain,
        with(
            options,
            "publish",
            "--conf",
            "spark.executorEnv.AWS_PROFILE=lake",
            "--conf",
            "spark.executorEnv.AWS_SHARED_CREDENTIALS_FILE=" + file));
  }

  private static String done(
      StandaloneCluster cluster, Path folder, Map<String, String> variables, String... verb)
      throws IOException, InterruptedException {
    VerbProcess ended = submit(cluster, folder, variables, verb);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return ended.out();
  }

  private static VerbProcess submit(
      StandaloneCluster cluster, Path folder, Map<String, String> more, String... verb)
      throws IOException, InterruptedException {
    List<String> command =
        VerbProcess.sparkSubmit(
            "--master",
            cluster.uri(),
            "--conf",
            "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1");
    command.addAll(List.of(verb));
    Map<String, String> environment = new HashMap<>(StandaloneCluster.environment());
    environment.putAll(more);
    return VerbProcess.run(folder, command, environment);
  }

  private static String[] with(String[] options, String... verb) {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(List.of(options));
    return words.toArray(String[]::new);
  }

  private static List<String> rows(Lake lake, String sql, String table) {
    return lake
        .spark()
        .sql(sql.formatted(lake.name(table, References.MAIN)))
        .collectAsList()
        .stream()
        .map(TradeText::cells)
        .toList();
  }
}
