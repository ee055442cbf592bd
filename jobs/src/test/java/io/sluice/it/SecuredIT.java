package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.CommandLines;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Sluice on clusters that ask who it is, and what becomes of its secrets. */
@Tag("acceptance")
class SecuredIT {
  private static final String TOKEN = "planted-nessie-token";

  private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    folder = Files.createDirectories(SharedStack.home().resolve("secured"));
    broker = new SecuredBroker(folder.resolve("broker"));
  }

  @AfterAll
  static void stop() throws Exception {
    broker.close();
  }

  @Test
  void theWholeWayOnABrokerWithSaslOverTlsAndANessieWithATokenShowsNoSecret() throws Exception {
    Path contract = contract("secured");
    Path trades = folder.resolve("trades.jsonl");
    Files.writeString(
        trades,
        trade("BTCUSDT").id(1).at("00:00:10").json()
            + "\n"
            + trade("BTCUSDT").id(2).at("00:01:10").json()
            + "\nnot json\n");
    String all = contract.toString();
    StringBuilder said = new StringBuilder();
    try (NessieProxy nessie = new NessieProxy(SharedStack.services().nessieUri()).demand(TOKEN)) {
      Map<String, String> secured = environment(nessie, "secured");
      secured.put("SLUICE_NESSIE_TOKEN", TOKEN);
      secured.put("SLUICE_KAFKA_PROPERTIES_FILE", broker.clientFile().toString());
      assertThat(run(secured, said, "--verbose", "init", "--contract", all)).isZero();
      assertThat(run(secured, said, "feed", trades.toString(), "--contract", all)).isZero();
      assertThat(run(secured, said, "--verbose", "ingest", "--until-caught-up", "--contract", all))
          .isZero();
      assertThat(run(secured, said, "build-candles", "--until-caught-up", "--contract", all))
          .isZero();
      assertThat(run(secured, said, "--verbose", "publish", "--contract", all)).isZero();
      assertThat(run(secured, said, "status", "--contract", all)).isZero();
      assertThat(said)
          .contains("Read 3 = accepted 2 + quarantined 1 + duplicate 0")
          .contains("Published publish-")
          .contains("duplicate 0");

      // The same without a token, and with a wrong password.
      secured.remove("SLUICE_NESSIE_TOKEN");
      assertThat(run(secured, said, "--verbose", "publish", "--contract", all)).isEqualTo(20);
      assertThat(said)
          .contains(
              "Cannot reach Nessie: it refuses the token that is set with --nessie-token or"
                  + " SLUICE_NESSIE_TOKEN, or there is none: "
                  + nessie.uri());
      secured.put("SLUICE_NESSIE_TOKEN", TOKEN);
      Path wrong = folder.resolve("wrong.properties");
      Files.writeString(
          wrong,
          Files.readString(broker.clientFile())
              .replace(SecuredBroker.PASSWORD, "planted-wrong-password"));
      secured.put("SLUICE_KAFKA_PROPERTIES_FILE", wrong.toString());
      for (String verb : List.of("status", "ingest", "init")) {
        assertThat(run(secured, said, "--verbose", verb, "--contract", all)).isEqualTo(20);
      }
      assertThat(said).contains("it refuses the credentials or the certificate that are set with");
    }
    assertThat(said)
        .doesNotContain("planted-")
        .doesNotContain(SharedStack.services().s3SecretKey());
    assertThat(commits()).isNotEmpty().doesNotContain("planted-");
  }

  @Test
  void aBrokerThatDemandsTlsIsNamedWithTheOptionThatIsMissing() throws Exception {
    Path contract = contract("unsecured");
    StringBuilder said = new StringBuilder();
    Map<String, String> plain = new TreeMap<>(Verb.environment());
    plain.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    assertThat(run(plain, said, "init", "--contract", contract.toString())).isEqualTo(20);
    assertThat(said)
        .contains(
            "(brokers that demand TLS or SASL need security.protocol, set with --kafka-property or"
                + " --kafka-properties-file)");
  }

  private static Map<String, String> environment(NessieProxy nessie, String namespace) {
    Map<String, String> environment = new TreeMap<>(Verb.environment());
    environment.put("SLUICE_NESSIE_URI", nessie.uri());
    environment.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("SLUICE_NAMESPACE", namespace);
    return environment;
  }

  private static Path contract(String topic) throws IOException {
    Path contract = folder.resolve(topic + ".yaml");
    Files.writeString(
        contract,
        Files.readString(Path.of("../contracts/trades.yaml"))
            .replaceFirst("(property: topic\\s+value: )trades", "$1" + topic));
    return contract;
  }

  /** Runs a verb; what it prints and what is logged meanwhile is added to what was said. */
  private static int run(Map<String, String> environment, StringBuilder said, String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    PrintStream before = System.err;
    java.io.ByteArrayOutputStream logged = new java.io.ByteArrayOutputStream();
    try (PrintStream log = new PrintStream(logged, true, StandardCharsets.UTF_8)) {
      System.setErr(log);
      CommandLine command = CommandLines.create(environment).setOut(writer).setErr(writer);
      return command.execute(arguments);
    } finally {
      System.setErr(before);
      said.append(out).append(logged.toString(StandardCharsets.UTF_8));
    }
  }

  /** All commits of staging and main, as text. */
  private static String commits() {
    StringBuilder text = new StringBuilder();
    try (Lake lake = Lake.open(SharedStack.lake("secured"), References.MAIN, Map.of())) {
      for (String name : List.of(References.MAIN, References.STAGING)) {
        lake.references()
            .log(
                lake.references().branch(name),
                entries -> {
                  entries.forEach(text::append);
                  return null;
                });
      }
    }
    return text.toString();
  }
}
