package io.sluice.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.EmptyBars;
import io.sluice.market.MarketStory.Trade;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our bars against those that the exchanges themselves published. */
class ExchangeBarsTest {

  @ParameterizedTest
  @CsvSource({
    "15m, 15m, 23923",
    "1h, 1h, 5980",
    "4h, 4h, 1495",
    "1d, 1d, 249",
    "1w, 1w, 35",
    "1mo, 1Mo, 8"
  })
  void fiveMinuteBarsRollUpToTheExchangesOwn(String label, String file, int expectedBars) {
    CandleInterval to = CandleInterval.of(label);
    List<Candle> fiveMinutes = binance("5m", CandleInterval.FIVE_MINUTES);
    long coveredFrom = fiveMinutes.get(0).openTimeMicros();
    long coveredTo = fiveMinutes.get(fiveMinutes.size() - 1).closeTimeMicros();

    List<String> exchanges =
        binance(file, to).stream()
            .filter(
                bar -> bar.openTimeMicros() >= coveredFrom && bar.closeTimeMicros() <= coveredTo)
            .map(MarketData::ohlcv)
            .toList();

    assertThat(exchanges).hasSize(expectedBars);
    assertThat(covered(chained(fiveMinutes, to), coveredTo)).isEqualTo(exchanges);
    assertThat(covered(rolledUp(fiveMinutes, to), coveredTo)).isEqualTo(exchanges);
  }

  @ParameterizedTest
  @CsvSource({"1m, 3560", "5m, 712"})
  void xrpethTradesGiveTheExchangesBarsFlatOnesToo(String label, int expectedBars) {
    CandleInterval interval = CandleInterval.of(label);
    List<Trade> trades =
        MarketData.rows("binance_xrpeth_2019/trades.csv.gz").stream()
            .map(MarketData::trade)
            .toList();
    Map<String, String> coverage = coverage("binance_xrpeth_2019", "XRPETH", label);
    long first = Long.parseLong(coverage.get("first_full_open_ms")) * 1_000;
    long last = Long.parseLong(coverage.get("last_full_open_ms")) * 1_000;

    CandleBook book = new CandleBook(EmptyBars.FLAT);
    for (int next = 0; next < trades.size(); next += 2_500) {
      List<Trade> batch = trades.subList(next, Math.min(trades.size(), next + 2_500));
      book.closeThrough(batch.get(batch.size() - 1).minute(), batch);
    }

    book.closeThrough(interval.closeMicros(last), List.of());

    List<String> exchanges =
        MarketData.rows("binance_xrpeth_2019/oracle_candles_" + label + ".csv.gz").stream()
            .map(row -> MarketData.candle("XRPETH", interval, row))
            .filter(bar -> bar.openTimeMicros() >= first && bar.openTimeMicros() <= last)
            .map(MarketData::ohlcv)
            .toList();
    assertThat(exchanges).hasSize(expectedBars);
    assertThat(book.published(interval).stream().map(MarketData::ohlcv)).isEqualTo(exchanges);
  }

  @Test
  void hitbtcTradesGiveTheExchangesBarsOnceFourCopiesAreOne() {
    List<Map<String, String>> copies =
        MarketData.rows("hitbtc_ws_2021/trades_with_duplicates.csv.gz");
    Map<String, Trade> unique = new HashMap<>();
    for (Map<String, String> row : copies) {
      unique.putIfAbsent(row.get("symbol") + row.get("trade_id"), MarketData.trade(row));
    }

    Map<String, List<Trade>> symbols = new TreeMap<>();
    unique
        .values()
        .forEach(t -> symbols.computeIfAbsent(t.symbol(), s -> new ArrayList<>()).add(t));
    List<String> ours = new ArrayList<>();
    List<String> exchanges = new ArrayList<>();
    for (String symbol : symbols.keySet()) {
      Map<String, String> coverage = coverage("hitbtc_ws_2021", symbol, "1m");
      long first = Long.parseLong(coverage.get("first_full_open_ms")) * 1_000;
      long last = Long.parseLong(coverage.get("last_full_open_ms")) * 1_000;
      CandleBook book = new CandleBook(EmptyBars.NONE);
      book.closeThrough(CandleInterval.ONE_MINUTE.closeMicros(last), symbols.get(symbol));
      book.published(CandleInterval.ONE_MINUTE).stream()
          .filter(bar -> bar.openTimeMicros() >= first)
          .forEach(bar -> ours.add(symbol + " " + MarketData.ohlcv(bar)));
      MarketData.rows("hitbtc_ws_2021/oracle_candles_1m.csv.gz").stream()
          .filter(row -> row.get("symbol").equals(symbol))
          .map(row -> MarketData.candle(symbol, CandleInterval.ONE_MINUTE, row))
          .filter(bar -> bar.openTimeMicros() >= first && bar.openTimeMicros() <= last)
          .sorted(Comparator.comparingLong(Candle::openTimeMicros))
          .forEach(bar -> exchanges.add(symbol + " " + MarketData.ohlcv(bar)));
    }

    assertThat(copies).hasSize(4_000);
    assertThat(unique).hasSize(1_000);
    assertThat(exchanges).hasSize(438);
    assertThat(ours).isEqualTo(exchanges);
  }

  @Test
  void btcusdtTradesAcrossMidnightGiveTheExchangesBars() {
    List<Trade> trades =
        MarketData.rows("binance_spot_btcusdt_midnight_2024/trades.csv.gz").stream()
            .map(MarketData::trade)
            .toList();
    Map<String, String> coverage = coverage("binance_spot_btcusdt_midnight_2024", "BTCUSDT", "5m");
    long first = Long.parseLong(coverage.get("first_full_open_ms")) * 1_000;
    long last = Long.parseLong(coverage.get("last_full_open_ms")) * 1_000;
    CandleBook book = new CandleBook(EmptyBars.NONE);
    book.closeThrough(CandleInterval.FIVE_MINUTES.closeMicros(last), trades);

    List<String> exchanges =
        MarketData.rows("binance_spot_btcusdt_midnight_2024/oracle_candles_5m.csv").stream()
            .map(row -> MarketData.candle("BTCUSDT", CandleInterval.FIVE_MINUTES, row))
            .filter(bar -> bar.openTimeMicros() >= first && bar.openTimeMicros() <= last)
            .map(MarketData::ohlcv)
            .toList();

    assertThat(exchanges).hasSize(2);
    assertThat(
            book.published(CandleInterval.FIVE_MINUTES).stream()
                .filter(bar -> bar.openTimeMicros() >= first)
                .map(MarketData::ohlcv))
        .isEqualTo(exchanges);
  }

  private static List<Candle> binance(String file, CandleInterval interval) {
    return MarketData.rows("binance_spot_rollup_2024/BTCUSDT-" + file + ".csv.gz").stream()
        .map(row -> MarketData.candle("BTCUSDT", interval, row))
        .toList();
  }

  /** Level by level, as the candle job does it. */
  private static List<Candle> chained(List<Candle> fiveMinutes, CandleInterval to) {
    CandleInterval finer = to.finer().orElseThrow();
    boolean direct = finer == CandleInterval.FIVE_MINUTES;
    return rolledUp(direct ? fiveMinutes : chained(fiveMinutes, finer), to);
  }

  private static List<Candle> rolledUp(List<Candle> finer, CandleInterval to) {
    Map<Long, List<Candle>> windows = new TreeMap<>();
    for (Candle bar : finer) {
      windows
          .computeIfAbsent(to.openMicros(bar.openTimeMicros()), open -> new ArrayList<>())
          .add(bar);
    }

    return windows.values().stream().map(bars -> RollUp.rollUp(bars, to)).toList();
  }

  private static List<String> covered(List<Candle> bars, long coveredTo) {
    return bars.stream()
        .filter(bar -> bar.closeTimeMicros() <= coveredTo)
        .map(MarketData::ohlcv)
        .toList();
  }

  private static Map<String, String> coverage(String set, String symbol, String interval) {
    return MarketData.rows("coverage.csv").stream()
        .filter(row -> row.get("set").equals(set))
        .filter(row -> row.get("symbol").equals(symbol) && row.get("interval").equals(interval))
        .findFirst()
        .orElseThrow();
  }
}
