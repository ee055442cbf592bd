package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.base.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
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
        "status --no-such | Unknown option: '--no-such'",
        "with | Missing required parameter: 'COMMAND'"
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
  void connectionsNameWhatRunsWhereItRunsAndLeaveOutWhatIsSet() throws IOException {
    ProcessHandle me = ProcessHandle.current();
    Path run = Files.createDirectories(home.resolve(".sluice/run"));
    RunFile.of(me, 29_092).write(run.resolve("kafka.pid"));
    // Its process has ended: the port says nothing.
    new RunFile(me.pid(), 0, 29_120).write(run.resolve("nessie.pid"));

    int exitCode =
        Local.run(
            Map.of(
                "SLUICE_HOME", home.toString(),
                "SLUICE_S3_ENDPOINT", "https://s3.example.com",
                "SLUICE_S3_ACCESS_KEY", ""),
            new PrintWriter(out),
            new PrintWriter(err),
            "connections");

    assertThat(exitCode).isEqualTo(ExitCode.DONE);
    assertThat(out)
        .hasToString(
            """
            export SLUICE_KAFKA_BOOTSTRAP_SERVERS='127.0.0.1:29092'
            export SLUICE_NESSIE_URI='http://127.0.0.1:19120/api/v2'
            """);
  }

  @Test
  void portsThatCannotBeAreNamed() {
    assertThat(run("status", "--home=" + home, "--kafka-port=70000")).isEqualTo(ExitCode.OTHER);
    assertThat(err.toString().strip())
        .isEqualTo(
            "Cannot use these ports: each must be from 1 to 65535: [70000, 70001, 19120, 19121,"
                + " 9000]");
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
