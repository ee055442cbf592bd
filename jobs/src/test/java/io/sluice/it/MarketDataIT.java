package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.feed.FeedInput;
import io.sluice.feed.FeedLimits;
import io.sluice.feed.FeedPlan;
import io.sluice.feed.Pace;
import io.sluice.feed.Progress;
import io.sluice.feed.RecordSource;
import io.sluice.feed.TopicFeeder;
import io.sluice.lake.IngestCounts;
import io.sluice.local.LocalStack;
import io.sluice.wap.PublishReport.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What venues published as candles comes out of their trades, through Kafka and the audit. */
@ExtendWith(SharedStack.class)
class MarketDataIT {
  private static final Path DATA = Path.of("../../shared/data");
  private static final Map<String, String> COLUMNS =
      Map.of("quantity", "qty", "event_time", "event_time_ms", "sequence", "seq");

  private final LocalStack stack;

  MarketDataIT(LocalStack stack) {
    this.stack = stack;
  }

  @Test
  void aQuietMarketHasEveryBarOfTheExchangeEmptyOnesToo() throws IOException {
    Path set = set("binance_xrpeth_2019");
    try (TradesLake lake =
        TradesLake.create(stack, ContractText.onTopic("xrpeth").withFlatEmptyBars(), 3)) {
      assertThat(ingest(lake, set.resolve("trades.csv.gz")))
          .isEqualTo(new IngestCounts(12_477, 12_477, 0, 0));
      publish(lake, 1570965540000L + 60_000);

      assertThat(bars(lake, "XRPETH", "1m", 1570752000000L, 1570965540000L))
          .hasSize(3_560)
          .isEqualTo(
              oracle(set, "oracle_candles_1m.csv.gz", "XRPETH", 1570752000000L, 1570965540000L));
      assertThat(bars(lake, "XRPETH", "5m", 1570752000000L, 1570965300000L))
          .hasSize(712)
          .isEqualTo(
              oracle(set, "oracle_candles_5m.csv.gz", "XRPETH", 1570752000000L, 1570965300000L));
      Recomputed.assertMainEqualsItsTrades(lake);
    }
  }

  @Test
  void fourConnectionsOfOneVenueGiveEachTradeOnce() throws IOException {
    Path set = set("hitbtc_ws_2021");
    try (TradesLake lake = TradesLake.create(stack, ContractText.onTopic("hitbtc"), 3)) {
      assertThat(ingest(lake, set.resolve("trades_with_duplicates.csv.gz")))
          .isEqualTo(new IngestCounts(4_000, 1_000, 0, 3_000));
      publish(lake, 1626318360000L + 60_000);

      int equal = 0;
      for (String line : Files.readAllLines(DATA.resolve("coverage.csv"))) {
        String[] cells = line.split(",", -1);
        if (cells[0].equals("hitbtc_ws_2021")) {
          long first = Long.parseLong(cells[4]);
          long last = Long.parseLong(cells[5]);
          Map<Long, List<BigDecimal>> expected =
              oracle(set, "oracle_candles_1m.csv.gz", cells[2], first, last);
          assertThat(bars(lake, cells[2], "1m", first, last)).as(cells[2]).isEqualTo(expected);
          equal += expected.size();
        }
      }
      assertThat(equal).isEqualTo(438);
    }
  }

  @Test
  void aBusyMidnightHasTheExchangesBars() throws IOException {
    Path set = set("binance_spot_btcusdt_midnight_2024");
    try (TradesLake lake = TradesLake.create(stack, ContractText.onTopic("midnight"), 3)) {
      assertThat(ingest(lake, set.resolve("trades.csv.gz")))
          .isEqualTo(new IngestCounts(19_904, 19_904, 0, 0));
      publish(lake, 1723161600000L + 300_000);

      assertThat(bars(lake, "BTCUSDT", "5m", 1723161300000L, 1723161600000L))
          .hasSize(2)
          .isEqualTo(
              oracle(set, "oracle_candles_5m.csv", "BTCUSDT", 1723161300000L, 1723161600000L));
    }
  }

  private static Path set(String name) {
    assumeTrue(Files.exists(DATA.resolve(name)), name + " is not there: " + DATA);
    return DATA.resolve(name);
  }

  private IngestCounts ingest(TradesLake lake, Path file) {
    try (TopicFeeder feeder =
            TopicFeeder.connect(
                stack.kafkaBootstrapServers(),
                lake.contract().topic(),
                Pace.unlimited(),
                FeedLimits.NONE,
                Progress.silent());
        RecordSource records =
            FeedInput.open(file, Optional.empty(), new FeedPlan(lake.contract(), COLUMNS, false))) {
      assertThat(feeder.feed(records).unsent()).isZero();
    }
    return lake.ingest();
  }

  private static void publish(TradesLake lake, long closeUntilMillis) {
    var unused = lake.candles().catchUp(Optional.of(Instant.ofEpochMilli(closeUntilMillis)));
    assertThat(lake.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  /** Open, high, low, close and volume on main by open time in epoch milliseconds. */
  private static Map<Long, List<BigDecimal>> bars(
      TradesLake lake, String symbol, String interval, long first, long last) {
    Map<Long, List<BigDecimal>> bars = new TreeMap<>();
    for (Row row :
        lake.sql(
            """
            SELECT unix_millis(open_time), open, high, low, close, volume FROM {candles@main}
            WHERE symbol = '%s' AND interval = '%s'
              AND unix_millis(open_time) BETWEEN %d AND %d"""
                .formatted(symbol, interval, first, last))) {
      bars.put(row.getLong(0), decimals(row));
    }
    return bars;
  }

  private static List<BigDecimal> decimals(Row row) {
    return List.of(1, 2, 3, 4, 5).stream().map(i -> plain(row.getDecimal(i))).toList();
  }

  private static Map<Long, List<BigDecimal>> oracle(
      Path set, String file, String symbol, long first, long last) throws IOException {
    Map<Long, List<BigDecimal>> bars = new TreeMap<>();
    try (InputStream raw = Files.newInputStream(set.resolve(file));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    file.endsWith(".gz") ? new GZIPInputStream(raw) : raw,
                    StandardCharsets.UTF_8))) {
      for (String line : lines.lines().skip(1).toList()) {
        String[] cells = line.split(",", -1);
        long open = Long.parseLong(cells[3]);
        if (cells[1].equals(symbol) && open >= first && open <= last) {
          bars.put(
              open,
              List.of(4, 5, 6, 7, 8).stream().map(i -> plain(new BigDecimal(cells[i]))).toList());
        }
      }
    }
    return bars;
  }

  private static BigDecimal plain(BigDecimal value) {
    return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }
}
