package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentDefaultsTest {

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
    assertThat(status(Map.of("SLUICE_KAFKA_PORT", "70000")))
        .isEqualTo(
            "Cannot use these ports: each must be from 1 to 65535: [70000, 70001, 19120, 19121,"
                + " 9000]");
  }

  @Test
  void anOptionWinsOverItsVariable() {
    assertThat(status(Map.of("SLUICE_KAFKA_PORT", "70000"), "--kafka-port", "19120"))
        .isEqualTo(
            "Cannot use these ports: no two may be the same: [19120, 19121, 19120, 19121, 9000]");
  }

  @Test
  void anEmptyVariableCountsAsUnset() {
    assertThat(status(Map.of("SLUICE_KAFKA_PORT", ""), "--s3-port", "9092"))
        .isEqualTo(
            "Cannot use these ports: no two may be the same: [9092, 9093, 19120, 19121, 9092]");
  }

  private static String status(Map<String, String> environment, String... options) {
    StringWriter err = new StringWriter();
    String[] arguments = new String[options.length + 1];
    arguments[0] = "status";
    System.arraycopy(options, 0, arguments, 1, options.length);
    int exitCode =
        Local.run(
            environment, new PrintWriter(new StringWriter()), new PrintWriter(err), arguments);
    assertThat(exitCode).isEqualTo(ExitCode.FAILED);
    return err.toString().strip();
  }
}
