package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.base.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalTest {
  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up --wait soon | Invalid value for option '--wait': must be such as 500ms, 10s, 5m, 1h: soon",
        "up --kafka-port x | Invalid value for option '--kafka-port': 'x' is not an int",
        "down --wipe kafka | Cannot use --wipe with services: it removes the data of all",
        "status --no-such | Unknown option: '--no-such'"
      })
  void aBadCommandLineIsExplainedInOneLine(String commandLine, String message) {
    assertThat(run(commandLine.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString().lines().findFirst()).hasValue(message);
  }

  @Test
  void statusOfNothingIsNotReady() {
    Ports ports = Ports.free();

    int exitCode =
        run(
            "status",
            "--json",
            "--home=" + home,
            "--kafka-port=" + ports.kafka(),
            "--nessie-port=" + ports.nessie(),
            "--s3-port=" + ports.s3());

    assertThat(exitCode).isEqualTo(ExitCode.NOT_READY);
    assertThat(out.toString())
        .isEqualTo(
            "[\n"
                + stopped(Service.KAFKA, ports)
                + ",\n"
                + stopped(Service.NESSIE, ports)
                + ",\n"
                + stopped(Service.S3, ports)
                + "\n]\n");
  }

  @Test
  void downOfNothingIsDone() {
    assertThat(run("down", "--home=" + home)).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).isEmpty();
  }

  private String stopped(Service service, Ports ports) {
    return String.format(
        "{\"service\":\"%s\",\"state\":\"stopped\",\"address\":\"127.0.0.1:%d\",\"pid\":null,"
            + "\"since\":null,\"log\":\"%s\"}",
        service.id(), ports.of(service), home.resolve(".sluice/logs/" + service.id() + ".log"));
  }

  private int run(String... arguments) {
    return Local.run(Map.of(), new PrintWriter(out), new PrintWriter(err), arguments);
  }
}
