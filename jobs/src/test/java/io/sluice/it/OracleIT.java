package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real trades through Kafka, against the exchanges' own bars, inside coverage.csv. */
class OracleIT {
  private static final Path DATA = Path.of("../../shared/data");

  @Test
  void xrpethWithFlatBarsEqualsTheExchangesOwnCandles() throws IOException {
    Market market =
        published("binance_xrpeth_2019", "trades.csv.gz", "flat", "2019-10-13T11:20:00Z");
    assertThat(market.counts()).isEqualTo(new IngestCounts(12_477, 12_477, 0, 0));
    List<String> minutes = oracle("binance_xrpeth_2019", "oracle_candles_1m.csv.gz");
    assertThat(minutes).hasSize(3_560);
    assertThat(bars(market, "1m")).containsExactlyInAnyOrderElementsOf(minutes);
    assertThat(bars(market, "5m"))
        .containsExactlyInAnyOrderElementsOf(
            oracle("binance_xrpeth_2019", "oracle_candles_5m.csv.gz"));
  }

  @Test
  void hitbtcWithEveryTradeFourTimesEqualsTheExchangesOwnCandles() throws IOException {
    Market market =
        published(
            "hitbtc_ws_2021", "trades_with_duplicates.csv.gz", "none", "2021-07-15T03:07:00Z");
    assertThat(market.counts()).isEqualTo(new IngestCounts(4_000, 1_000, 0, 3_000));
    List<String> covered = new ArrayList<>(oracle("hitbtc_ws_2021", "oracle_candles_1m.csv.gz"));
    covered.retainAll(bars(market, "1m"));
    assertThat(covered).hasSizeGreaterThanOrEqualTo(438);
    assertThat(coveredBars(market)).hasSize(438).isSubsetOf(covered);
  }

  @Test
  void btcusdtAroundMidnightEqualsTheExchangesOwnCandles() throws IOException {
    Market market =
        published(
            "binance_spot_btcusdt_midnight_2024", "trades.csv.gz", "none", "2024-08-09T00:05:00Z");
    List<String> oracle =
        oracle("binance_spot_btcusdt_midnight_2024", "oracle_candles_5m.csv").subList(2, 4);
    assertThat(bars(market, "5m")).containsAll(oracle);
  }

  private static Market published(String set, String file, String emptyBars, String closeUntil)
      throws IOException {
    Path trades = DATA.resolve(set).resolve(file);
    Assumptions.assumeTrue(Files.exists(trades), set + " is not there: " + trades);
    Market market = Market.open(4, "emptyBars: none", "emptyBars: " + emptyBars);
    Verb feed =
        Verb.run(
            "feed",
            trades.toString(),
            "--topic",
            market.topic(),
            "--map",
            "quantity=qty,event_time=event_time_ms,sequence=seq");
    assertThat(feed.exitCode()).as(feed.err()).isZero();
    market.ingest();
    market.buildCandlesUntil(closeUntil);
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    return market;
  }

  private static List<String> bars(Market market, String interval) {
    return market.rows(
        """
        SELECT symbol, unix_millis(open_time), open, high, low, close, volume FROM %s
        WHERE interval = '%s'
        """
            .formatted(market.table("candles"), interval));
  }

  /** The bars with trades between each symbol's first and last fully covered one. */
  private static List<String> coveredBars(Market market) throws IOException {
    List<String> covered = new ArrayList<>();
    for (String line : lines(DATA.resolve("coverage.csv"))) {
      String[] cells = line.split(",", -1);
      if (cells[0].equals("hitbtc_ws_2021")) {
        bars(market, "1m").stream()
            .filter(bar -> bar.startsWith(cells[2] + "|"))
            .filter(bar -> Long.parseLong(bar.split("\\|", -1)[1]) >= Long.parseLong(cells[4]))
            .filter(bar -> Long.parseLong(bar.split("\\|", -1)[1]) <= Long.parseLong(cells[5]))
            .forEach(covered::add);
      }
    }
    return covered;
  }

  private static List<String> oracle(String set, String file) throws IOException {
    List<String> bars = new ArrayList<>();
    for (String line : lines(DATA.resolve(set).resolve(file))) {
      String[] cells = line.split(",", -1);
      if (!cells[0].equals("exchange")) {
        List<String> bar = new ArrayList<>(List.of(cells[1], cells[3]));
        for (int i = 4; i < 9; i++) {
          BigDecimal value = new BigDecimal(cells[i]);
          bar.add(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
        }
        bars.add(String.join("|", bar));
      }
    }
    return bars;
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw,
                    StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
