package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.lake.Lake;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.NessieAccess;
import io.sluice.lake.References;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.Option;

/** Sluice on clusters that ask who it is, and what becomes of its secrets. */
@Tag("acceptance")
class SecuredIT {
  private static final String NAMESPACE = "secured";

  private static Path folder;
  private static SecuredBroker broker;
  private static SecuredNessie nessie;
  private static String token;
  private static Path contract;

  @BeforeAll
  static void start() throws Exception {
    folder = Files.createDirectories(SharedStack.home().resolve(NAMESPACE));
    broker = new SecuredBroker(folder.resolve("broker"));
    nessie = new SecuredNessie(folder.resolve("nessie"));
    token = nessie.token(Instant.now().plus(Duration.ofHours(1)));
    contract = VerbProcess.contract(folder, NAMESPACE);
    // A session that another test has left open knows the lake of that test.
    Option<SparkSession> left = SparkSession.getDefaultSession();
    if (left.isDefined()) {
      left.get().stop();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    nessie.close();
    broker.close();
  }

  @Test
  void theWholeWayShowsNoSecretInLogsPagesCommitsAndFiles() throws Exception {
    StringBuilder said = new StringBuilder();
    assertThat(nessie.statusWithoutToken()).isEqualTo(401);
    init(said);
    Path trades = folder.resolve("trades.jsonl");
    Files.writeString(
        trades,
        trade("BTCUSDT").id(1).at("00:00:10").json()
            + "\n"
            + trade("BTCUSDT").id(2).at("00:01:10").json()
            + "\nnot json\n");
    assertThat(Verb.run(secured(), "feed", trades.toString(), "--contract", contract.toString()))
        .satisfies(fed -> assertThat(fed.exitCode()).as(fed.err()).isZero());

    Path work = Files.createDirectories(folder.resolve("work"));
    Map<String, String> pages = pagesWhileItRuns(work, said);
    assertThat(said)
        .contains("Published publish-")
        .contains("Read 3 = accepted 2 + quarantined 1 + duplicate 0");
    assertThat(pages)
        .containsKeys("/environment/", "/SQL/", "/StreamingQuery/")
        .hasSizeGreaterThan(20);
    assertThat(withSecrets(pages)).isEmpty();
    assertThat(pages.get("/environment/"))
        .contains("spark.sql.catalog.lake.s3.secret-access-key", "*********(redacted)");

    for (List<String> verb :
        List.of(
            List.of("--verbose", "ingest", "--until-caught-up"),
            List.of("--verbose", "build-candles", "--until-caught-up"),
            List.of("--verbose", "publish"),
            List.of("status"))) {
      assertThat(run(secured(), said, verb.toArray(String[]::new))).as(verb.toString()).isZero();
    }
    Verb read = Verb.run(secured(), "query", "SELECT count(*) FROM trades", "--format", "csv");
    assertThat(read.out()).as(read.err()).isEqualTo("count(1)\n2\n");
    for (String sql :
        List.of(
            "SET -v",
            "SET",
            "SET spark.sql.catalog.lake.s3.secret-access-key",
            "SELECT '${spark.sql.catalog.lake.authentication.token}'",
            "SHOW TBLPROPERTIES trades",
            "DESCRIBE EXTENDED trades",
            "EXPLAIN EXTENDED SELECT * FROM trades")) {
      Verb asked = Verb.run(secured(), "query", sql);
      said.append(asked.out()).append(asked.err());
    }

    Map<String, String> written = new TreeMap<>(histories());
    // The event log, checkpoints; and what the local stack keeps of its processes.
    written.putAll(texts(work));
    written.putAll(texts(SharedStack.home().resolve(".sluice/run")));
    written.put("said", said.toString());
    assertThat(written.keySet())
        .contains("main trades", "staging candles 0")
        .anyMatch(name -> name.endsWith("commits/0"))
        .anyMatch(name -> name.contains("local-"));
    assertThat(withSecrets(written)).isEmpty();
  }

  /** What Spark's UI shows while a driver publishes; its log is added to what was said. */
  private static Map<String, String> pagesWhileItRuns(Path work, StringBuilder said)
      throws Exception {
    int port = FreePort.find();
    Path tokenFile = folder.resolve("token");
    Files.writeString(tokenFile, token + "\n");
    Map<String, String> variables = secured();
    // An empty variable counts as unset.
    variables.put("SLUICE_NESSIE_TOKEN", "");
    variables.put("SLUICE_HOME", work.toString());
    List<String> words = new ArrayList<>(List.of("run", "--verbose", "--publish-every", "1s"));
    words.addAll(List.of("--contract", contract.toString()));
    words.addAll(List.of("--nessie-token-file", tokenFile.toString()));
    for (String setting :
        List.of(
            "spark.ui.enabled=true",
            "spark.ui.port=" + port,
            // The local store knows no session tokens; this catalog is never used.
            "spark.sql.catalog.other.s3.session-token=planted-session-token",
            "spark.logConf=true",
            "spark.eventLog.enabled=true",
            "spark.eventLog.dir=" + work.toUri())) {
      words.addAll(List.of("--conf", setting));
    }
    try (Driver driver = Driver.start(words, variables)) {
      await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> driver.log().contains("Published publish-") || !driver.isAlive());
      assertThat(driver.isAlive()).as(driver::log).isTrue();
      Map<String, String> pages = SparkPages.of(port);
      driver.stop();
      driver.exitCode();
      said.append(driver.log());
      return pages;
    }
  }

  @Test
  void withoutItsCredentialsItIsRefusedAndNamesTheOptionNotTheSecret() throws Exception {
    StringBuilder said = new StringBuilder();
    init(said);
    Map<String, String> tokens = new TreeMap<>();
    tokens.put("none", "");
    tokens.put("forged", nessie.forgedToken(Instant.now().plus(Duration.ofHours(1))));
    tokens.put("expired", nessie.token(Instant.now().minus(Duration.ofHours(1))));
    for (Map.Entry<String, String> each : tokens.entrySet()) {
      Map<String, String> variables = secured();
      variables.put("SLUICE_NESSIE_TOKEN", each.getValue());
      Verb refused = Verb.run(variables, "--verbose", "query", "SELECT 1");
      assertThat(refused.exitCode()).as(each.getKey()).isEqualTo(20);
      assertThat(refused.err())
          .startsWith(
              "Cannot reach Nessie: it refuses the token that is set with SLUICE_NESSIE_TOKEN or"
                  + " --nessie-token-file, or there is none: "
                  + nessie.uri());
      if (!each.getValue().isEmpty()) {
        assertThat(refused.err()).doesNotContain(signature(each.getValue()));
      }
    }

    Map<String, String> wrong = secured();
    Path properties = folder.resolve("wrong.properties");
    Files.writeString(
        properties,
        Files.readString(broker.clientFile())
            .replace(SecuredBroker.PASSWORD, "planted-wrong-password"));
    wrong.put("SLUICE_KAFKA_PROPERTIES_FILE", properties.toString());
    for (String verb : List.of("status", "ingest", "init")) {
      assertThat(run(wrong, said, "--verbose", verb)).isEqualTo(20);
    }
    assertThat(said).contains("it refuses the credentials or the certificate that are set with");

    Map<String, String> plain = secured();
    plain.put("SLUICE_KAFKA_PROPERTIES_FILE", "");
    assertThat(run(plain, said, "init")).isEqualTo(20);
    assertThat(said)
        .contains(
            "(brokers that demand TLS or SASL need security.protocol, set with --kafka-property or"
                + " --kafka-properties-file)");

    Map<String, String> stranger = secured();
    stranger.put("SLUICE_S3_SECRET_KEY", "planted-other-key");
    assertThat(run(stranger, said, "--verbose", "init")).isEqualTo(20);
    assertThat(said)
        .contains(
            "Cannot reach the S3 store: it refuses the keys that are set with SLUICE_S3_ACCESS_KEY"
                + " and SLUICE_S3_SECRET_KEY, or those of AWS's default credentials chain: "
                + SharedStack.services().s3Endpoint());
    assertThat(withSecrets(Map.of("said", said.toString()))).isEmpty();
  }

  private static void init(StringBuilder said) {
    assertThat(run(secured(), said, "--verbose", "init")).as(said::toString).isZero();
  }

  /** Where the clusters are, with all that they demand. */
  private static Map<String, String> secured() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("SLUICE_NESSIE_URI", nessie.uri());
    environment.put("SLUICE_NESSIE_TOKEN", token);
    environment.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("SLUICE_KAFKA_PROPERTIES_FILE", broker.clientFile().toString());
    environment.put("SLUICE_NAMESPACE", NAMESPACE);
    return environment;
  }

  /**
   * The names of the texts with a secret: passwords and keys are planted as such, a token is known
   * by its signature.
   */
  private static List<String> withSecrets(Map<String, String> texts) {
    return texts.entrySet().stream()
        .filter(text -> Stream.of("planted-", signature(token)).anyMatch(text.getValue()::contains))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String signature(String jwt) {
    return jwt.substring(jwt.lastIndexOf('.') + 1);
  }

  /** Runs a verb; what it prints and what is logged meanwhile is added to what was said. */
  private static int run(Map<String, String> more, StringBuilder said, String... arguments) {
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--contract", contract.toString()));
    PrintStream before = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    try (PrintStream log = new PrintStream(logged, true, StandardCharsets.UTF_8)) {
      System.setErr(log);
      Verb ended = Verb.run(more, words.toArray(String[]::new));
      said.append(ended.out()).append(ended.err());
      return ended.exitCode();
    } finally {
      System.setErr(before);
      said.append(logged.toString(StandardCharsets.UTF_8));
    }
  }

  /** All commits of main and staging, and each table's properties and snapshots, as text. */
  private static Map<String, String> histories() {
    Map<String, String> texts = new TreeMap<>();
    LakeConfig shared = SharedStack.lake(NAMESPACE);
    LakeConfig config =
        new LakeConfig(
            new NessieAccess(
                nessie.uri(),
                Map.of("authentication.type", "BEARER", "authentication.token", token)),
            shared.warehouse(),
            shared.s3(),
            NAMESPACE);
    try (Lake lake = Lake.open(config, References.MAIN, Map.of())) {
      for (String name : List.of(References.MAIN, References.STAGING)) {
        lake.references()
            .log(
                lake.references().branch(name),
                entries -> {
                  entries.forEach(
                      entry ->
                          texts.put(
                              name + " " + entry.getCommitMeta().getHash(), entry.toString()));
                  return null;
                });
        for (String table : List.of("trades", "trades_quarantine", "candles", "audits")) {
          Table read = lake.table(table, name);
          texts.put(name + " " + table, read.properties() + " " + read.location());
          for (Snapshot snapshot : read.snapshots()) {
            texts.put(
                name + " " + table + " " + (snapshot.sequenceNumber() - 1),
                snapshot.summary().toString());
          }
        }
      }
    }
    return texts;
  }

  private static Map<String, String> texts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Map<String, String> texts = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
      return texts;
    }
  }
}
