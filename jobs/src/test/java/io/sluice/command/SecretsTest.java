package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.base.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What help and the messages about a command line show of the secrets that are set. */
class SecretsTest {
  private static final Map<String, String> SECRETS =
      Map.of(
          "SLUICE_NESSIE_TOKEN", "planted-token",
          "SLUICE_NESSIE_PROPERTY", "authentication.token=planted-property",
          "SLUICE_S3_ACCESS_KEY", "planted-id",
          "SLUICE_S3_SECRET_KEY", "planted-key",
          "SLUICE_S3_SESSION_TOKEN", "planted-session",
          "SLUICE_KAFKA_PROPERTY", "sasl.jaas.config=planted-jaas");

  private final StringWriter said = new StringWriter();
  private final CommandLine sluice =
      CommandLines.create(SECRETS)
          .setOut(new PrintWriter(said, true))
          .setErr(new PrintWriter(said, true));

  @Test
  void noVerbShowsSecretsInItsHelp() {
    assertThat(sluice.getSubcommands()).isNotEmpty();
    for (String verb : sluice.getSubcommands().keySet()) {
      assertThat(sluice.execute(verb, "--help")).isZero();
      assertThat(sluice.execute("help", verb)).isZero();
    }
    assertThat(said.toString()).contains("--nessie-token").doesNotContain("planted-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status --nessie-tokn=planted-typo",
        "status --nessie-tokn planted-typo",
        "status --nessie-token planted-one planted-two",
        "status --namespace --nessie-token=planted-typo",
        "status --conf planted-typo",
        "status --conf=planted-typo",
        "status --nessie-property planted-typo",
        "ingest --kafka-property planted-typo",
        "ingest --kafka-property sasl.jaas.confg=planted-typo",
        "ingest --kafka-property sasl.jaas.config=planted-typo --contract nowhere.yaml",
      })
  void noMessageAboutACommandLineShowsSecrets(String words) {
    assertThat(sluice.execute(words.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString()).doesNotContain("planted-");
  }
}
