package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.base.EnvironmentDefaults;
import io.sluice.lake.LakeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Where the lake is and with which credentials, from the command line and the environment. */
final class LakeOptionsTest {
  @Test
  void secretsComeFromTheEnvironment() {
    LakeConfig config =
        config(
            Map.of(
                "SLUICE_NESSIE_TOKEN", "token",
                "SLUICE_S3_ACCESS_KEY", "id",
                "SLUICE_S3_SECRET_KEY", "key",
                "SLUICE_S3_SESSION_TOKEN", "session"),
            "--nessie-property",
            "transport.read-timeout=10000");

    assertThat(config.nessie().properties())
        .containsOnly(
            Map.entry("authentication.type", "BEARER"),
            Map.entry("authentication.token", "token"),
            Map.entry("transport.read-timeout", "10000"));
    assertThat(config.s3().keys())
        .hasValueSatisfying(
            keys -> {
              assertThat(keys.accessKey()).isEqualTo("id");
              assertThat(keys.secretKey()).isEqualTo("key");
              assertThat(keys.sessionToken()).hasValue("session");
            });
  }

  @Test
  void theTokenIsReadFromItsFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("token");
    String option = "--nessie-token-file=" + file;
    assertThatThrownBy(() -> config(Map.of(), option))
        .hasMessage("Cannot read --nessie-token-file: no readable text: " + file);
    Files.writeString(file, "\n");
    assertThatThrownBy(() -> config(Map.of(), option))
        .hasMessage("Cannot use --nessie-token-file: it is empty: " + file);
    Files.writeString(file, "token\n");
    assertThat(config(Map.of(), option).nessie().properties())
        .containsEntry("authentication.token", "token");
    assertThatThrownBy(() -> config(Map.of("SLUICE_NESSIE_TOKEN", "planted"), option))
        .hasMessage("Cannot use --nessie-token and --nessie-token-file together");
  }

  @Test
  void nothingIsSetUnlessItIsGiven() {
    LakeConfig config = config(Map.of());

    assertThat(config.nessie().properties()).isEmpty();
    assertThat(config.s3().endpoint()).isEmpty();
    assertThat(config.s3().keys()).isEmpty();
  }

  @Test
  void halfOfTheCredentialsIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> config(Map.of("SLUICE_S3_SECRET_KEY", "planted")))
        .hasMessage("Cannot use one of --s3-access-key and --s3-secret-key without the other");
    assertThatThrownBy(() -> config(Map.of("SLUICE_S3_SESSION_TOKEN", "planted")))
        .hasMessage("Cannot use --s3-session-token without --s3-access-key and --s3-secret-key");
    assertThatThrownBy(() -> config(Map.of(), "--nessie-property", "planted"))
        .hasMessage("Cannot use --nessie-property: must be KEY=VALUE");
    assertThatThrownBy(() -> config(Map.of(), "--nessie-property", "uri=http://planted"))
        .hasMessage(
            "Cannot use --nessie-property: must start with authentication., transport. or ssl.:"
                + " uri");
  }

  private static LakeConfig config(Map<String, String> environment, String... arguments) {
    Verb verb = new Verb();
    new CommandLine(verb)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .parseArgs(arguments);
    return verb.lake.config();
  }

  /** A verb with these options alone. */
  @Command
  private static final class Verb {
    @Mixin private LakeOptions lake;
  }
}
