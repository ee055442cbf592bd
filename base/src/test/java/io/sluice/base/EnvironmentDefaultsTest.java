package io.sluice.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

final class EnvironmentDefaultsTest {
  @ParameterizedTest
  @CsvSource({
    "--kafka-port, SLUICE_KAFKA_PORT",
    "--nessie-management-port, SLUICE_NESSIE_MANAGEMENT_PORT",
    "--s3-access-key, SLUICE_S3_ACCESS_KEY",
    "--home, SLUICE_HOME"
  })
  void anOptionsVariableIsItsNameRenamed(String option, String variable) {
    assertThat(EnvironmentDefaults.variable(option)).isEqualTo(variable);
  }

  @Test
  void aVariableStandsInForAnOption() {
    assertThat(port(Map.of("SLUICE_PORT", "29092"))).isEqualTo(29_092);
  }

  @Test
  void anOptionWinsOverItsVariable() {
    assertThat(port(Map.of("SLUICE_PORT", "29092"), "--port", "39092")).isEqualTo(39_092);
  }

  @Test
  void anEmptyVariableCountsAsUnset() {
    assertThat(port(Map.of("SLUICE_PORT", ""))).isEqualTo(9_092);
  }

  @Test
  void noVariableAsksForHelp() {
    assertThat(port(Map.of("SLUICE_HELP", "true", "SLUICE_VERSION", "true"))).isEqualTo(9_092);
  }

  /** The port with which the verb is called. */
  private static int port(Map<String, String> environment, String... arguments) {
    Verb verb = new Verb();
    CommandLine commandLine =
        new CommandLine(verb).setDefaultValueProvider(new EnvironmentDefaults(environment));
    assertThat(commandLine.execute(arguments)).isEqualTo(ExitCode.DONE);
    return verb.called;
  }

  @Command(name = "verb", mixinStandardHelpOptions = true)
  private static final class Verb implements Runnable {
    @Option(names = "--port", defaultValue = "9092")
    private int port;

    private int called;

    @Override
    public void run() {
      called = port;
    }
  }
}
