package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feed.NoBrokerException;
import io.sluice.feed.generator.GeneratorSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FeedTest {
  private static final String CONTRACT = "../contracts/trades.yaml";
  private static final Instant NOW = Instant.parse("2024-01-01T12:00:00Z");
  private static final Duration LATENESS = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "|Cannot feed: either FILE or --generate is needed",
        "x.csv --generate|Cannot feed: either FILE or --generate is needed, not both: x.csv",
        "x.csv --rate 0 --speed -1 --limit -2 --seconds 0 --partitions 0|Cannot feed: --rate must"
            + " be above 0: 0.0; --speed must be above 0: -1.0; --limit must not be negative: -2;"
            + " --seconds must be above 0: 0; a file goes by --rate or by --speed, not both: -1.0;"
            + " --partitions must be 1 at least: 0",
        "x.csv --kafka-bootstrap-servers nonsense|Cannot use --kafka-bootstrap-servers: must be"
            + " HOST:PORT, several with commas between: nonsense",
        "x.csv --format xml|Cannot feed: --format must be csv or jsonl: xml",
        "--generate --late 60 --malformed 50|Cannot generate trades: late, duplicate and malformed"
            + " together must be 100 at most: 110.0",
        "--generate --count -1|Cannot generate trades: count must not be negative: -1",
        "--generate --speed 10|Cannot generate trades: --speed above 1 needs --start, --count or"
            + " --seconds: 10.0",
        "x.csv --map price=p,kind=k|Cannot map columns: contract trades has the fields exchange,"
            + " symbol, trade_id, price, quantity, side, event_time, sequence: kind"
      })
  void optionsThatDoNotFitAreNamedAllAtOnce(String arguments, String message) {
    String[] split = arguments == null ? new String[0] : arguments.split(" ");

    assertThat(run(split)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString().lines().findFirst()).contains(message);
  }

  @Test
  void aColumnThatIsNotThereIsAUsageError() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "symbol,price\nA,1\n");

    assertThat(run(file.toString(), "--map", "quantity=qty")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("Cannot feed " + file + ": no column qty; its header is: symbol,price");
  }

  @Test
  void aContractThatIsNotThereIsAUsageError() {
    assertThat(run("--generate", "--contract", "none.yaml")).isEqualTo(2);
    assertThat(err.toString()).startsWith("Cannot read contract none.yaml: 1 problem:");
  }

  @Test
  void leftOutColumnsAreNamedAndAMissingBrokerIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("t.csv"), "symbol,conn,price,recv\nA,c,1,9\n");
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertThat(run(file.toString(), "--kafka-bootstrap-servers", "127.0.0.1:" + free))
        .isEqualTo(20);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "Left out 2 columns that are no fields of contract trades: conn, recv\n"
                + "Cannot feed topic trades: no answer at: 127.0.0.1:"
                + free
                + " (brokers that demand TLS or SASL need security.protocol, set with"
                + " --kafka-property or --kafka-properties-file)\n");
  }

  @Test
  void generatedEventTimesAdvanceAsAskedAndEndNow() {
    assertThat(settings("--count", "2000")).isEqualTo(plain(2_000, NOW.minusSeconds(2), 1_000));
    assertThat(settings("--rate", "500", "--seconds", "60"))
        .isEqualTo(plain(GeneratorSettings.UNBOUNDED, NOW, 2_000));
    assertThat(settings("--rate", "1000", "--speed", "10", "--seconds", "60"))
        .isEqualTo(plain(GeneratorSettings.UNBOUNDED, NOW.minusSeconds(540), 10_000));
    assertThat(settings("--count", "2000", "--speed", "3"))
        .isEqualTo(plain(2_000, NOW.minusSeconds(4), 3_000));
    assertThat(settings("--start", "2024-01-01T00:00:00Z", "--speed", "10"))
        .isEqualTo(
            plain(GeneratorSettings.UNBOUNDED, Instant.parse("2024-01-01T00:00:00Z"), 10_000));
    assertThat(settings("--count", "5", "--seed", "7", "--symbols", "3", "--late", "1.5"))
        .extracting(
            GeneratorSettings::seed, GeneratorSettings::symbols, GeneratorSettings::latePercent)
        .containsExactly(7L, 3, 1.5);
  }

  private static GeneratorSettings plain(long count, Instant start, long stepMicros) {
    return GeneratorSettings.plain(1, count, start.toEpochMilli())
        .withTimes(stepMicros, LATENESS.toMillis());
  }

  private static GeneratorSettings settings(String... arguments) {
    PaceOptions pace = new PaceOptions();
    GeneratorOptions generator = new GeneratorOptions();
    CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.create());
    command.addMixin("pace", pace);
    command.addMixin("generator", generator);
    command.parseArgs(arguments);
    Double rate = generator.rate(pace.rate, pace.speed);
    return generator.settings(LATENESS, rate, pace.speed, pace.time(), NOW);
  }

  private int run(String... arguments) {
    CommandLine command = new CommandLine(new Feed());
    command.setErr(new PrintWriter(err, true));
    command.setExecutionExceptionHandler(
        (e, c, parsed) -> {
          c.getErr().println(e.getMessage());
          return e instanceof NoBrokerException ? 20 : 1;
        });
    boolean contractNamed = String.join(" ", arguments).contains("--contract");
    String[] all = arguments.clone();
    if (!contractNamed) {
      all = Arrays.copyOf(arguments, arguments.length + 2);
      all[arguments.length] = "--contract";
      all[arguments.length + 1] = CONTRACT;
    }
    return command.execute(all);
  }
}
