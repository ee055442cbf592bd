package io.sluice.market;

import static io.sluice.market.CandleInterval.FIFTEEN_MINUTES;
import static io.sluice.market.CandleInterval.FIVE_MINUTES;
import static io.sluice.market.CandleInterval.ONE_DAY;
import static io.sluice.market.CandleInterval.ONE_HOUR;
import static io.sluice.market.CandleInterval.ONE_MONTH;
import static io.sluice.market.CandleInterval.ONE_WEEK;
import static io.sluice.market.MarketStory.bar;
import static io.sluice.market.MarketStory.decimal;
import static io.sluice.market.MarketStory.micros;
import static io.sluice.market.MarketStory.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.market.MarketStory.Trade;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollUpTest {
  private final Trade first = trade("BTCUSDT").at("00:00:10").price("100").sequence(1);
  private final Trade second =
      trade("BTCUSDT").at("00:02:10").price("90").quantity("2").sold().sequence(2);
  private final Trade third =
      trade("BTCUSDT").at("00:04:59.999999").price("110").quantity("0.5").sequence(3);

  @Test
  void aRollUpSaysWhatAllItsTradesSay() {
    Candle rolled = RollUp.rollUp(List.of(bar(third), bar(first), bar(second)), FIVE_MINUTES);

    assertThat(rolled)
        .isEqualTo(
            new Candle(
                "binance",
                "BTCUSDT",
                FIVE_MINUTES,
                micros("00:00"),
                decimal("100.000000000000000000"),
                decimal("110.000000000000000000"),
                decimal("90.000000000000000000"),
                decimal("110.000000000000000000"),
                decimal("3.500000000000000000"),
                decimal("335.000000000000000000"),
                decimal("95.714285714285714286"),
                3,
                decimal("1.500000000000000000"),
                1L,
                3L,
                0,
                null));
  }

  @Test
  void revisionsOfFinerBarsAreTheirOwn() {
    Candle rolled = RollUp.rollUp(List.of(bar(first).withRevision(4, "late")), FIVE_MINUTES);

    assertThat(rolled.revision()).isZero();
    assertThat(rolled.reason()).isNull();
  }

  @Test
  void flatBarsDoNotOpenOrCloseAWindowThatHasTrades() {
    Candle before = bar(trade("BTCUSDT").at("2023-12-31T23:59:00").price("7"));
    Candle traded = bar(second);

    Candle rolled =
        RollUp.rollUp(
            List.of(
                Candle.flat(before, micros("00:00")),
                Candle.flat(before, micros("00:01")),
                traded,
                Candle.flat(traded, micros("00:03")),
                Candle.flat(traded, micros("00:04"))),
            FIVE_MINUTES);

    assertThat(rolled.sameBar(RollUp.rollUp(List.of(traded), FIVE_MINUTES))).isTrue();
    assertThat(rolled.open()).isEqualByComparingTo("90");
  }

  @Test
  void aWindowOfFlatBarsIsFlat() {
    Candle before = bar(trade("BTCUSDT").at("00:59:00").price("7"));
    Candle rolled =
        RollUp.rollUp(
            List.of(Candle.flat(before, micros("01:00")), Candle.flat(before, micros("01:01"))),
            FIVE_MINUTES);

    BigDecimal price = decimal("7.000000000000000000");
    BigDecimal none = decimal("0.000000000000000000");
    assertThat(rolled)
        .isEqualTo(
            new Candle(
                "binance",
                "BTCUSDT",
                FIVE_MINUTES,
                micros("01:00"),
                price,
                price,
                price,
                price,
                none,
                none,
                null,
                0,
                none,
                null,
                null,
                0,
                null));
  }

  @Test
  void aTradeOfQuantityZeroCounts() {
    Candle free = bar(trade("BTCUSDT").at("00:01:00").price("500").quantity("0"));

    Candle rolled = RollUp.rollUp(List.of(free, bar(second)), FIVE_MINUTES);

    assertThat(rolled.open()).isEqualByComparingTo("500");
    assertThat(rolled.tradeCount()).isEqualTo(2);
  }

  @Test
  void barsThatDoNotCountTheirTradesGoByVolume() {
    Candle traded = uncounted("00:05", "8", "3");
    Candle quiet = uncounted("00:00", "9", "0.00");

    Candle rolled = RollUp.rollUp(List.of(quiet, traded), FIFTEEN_MINUTES);

    assertThat(rolled.open()).isEqualByComparingTo("8");
    assertThat(rolled.volume()).isEqualTo(decimal("3.000000000000000000"));
    assertThat(rolled.quoteVolume()).isNull();
    assertThat(rolled.vwap()).isNull();
    assertThat(rolled.buyVolume()).isNull();
  }

  @Test
  void whatIsUnknownOrTooLargeInAPartIsUnknownInTheWhole() {
    String most = "99999999999999999999";
    Candle large = bar(first.price("1").quantity(most));
    Candle larger = bar(second.price("1").quantity(most), second.price("1").quantity(most));

    Candle sum = RollUp.rollUp(List.of(large, bar(third.quantity("1"))), FIVE_MINUTES);
    Candle known = RollUp.rollUp(List.of(large), FIVE_MINUTES);
    Candle unknown = RollUp.rollUp(List.of(larger, bar(third)), FIVE_MINUTES);

    assertThat(known.volume()).isEqualByComparingTo(most);
    for (Candle bar : List.of(sum, unknown)) {
      assertThat(bar.volume()).isNull();
      assertThat(bar.quoteVolume()).isNull();
      assertThat(bar.vwap()).isNull();
      assertThat(bar.close()).isEqualByComparingTo("110");
    }
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() {
    assertRefused(List.of(), FIVE_MINUTES, "no bars: []");
    assertRefused(
        List.of(bar(first), bar(trade("ETHUSDT"))),
        FIVE_MINUTES,
        "more than one symbol: binance ETHUSDT 1m at " + micros("00:00"));
    assertRefused(
        List.of(bar(first), bar(first.at("00:05"))),
        FIVE_MINUTES,
        "more than one window: binance BTCUSDT 1m at " + micros("00:05"));
    assertRefused(
        List.of(bar(first), bar(first)),
        FIVE_MINUTES,
        "a bar is there twice: binance BTCUSDT 1m at " + micros("00:00"));
    assertRefused(
        List.of(bar(first), uncounted("00:05", "1", "1")),
        ONE_HOUR,
        "more than one interval: binance BTCUSDT 5m at " + micros("00:05"));
    assertRefused(
        List.of(uncounted("00:05", "1", "1")),
        FIVE_MINUTES,
        "the interval does not divide it: binance BTCUSDT 5m at " + micros("00:05"));
  }

  @Test
  void weeksDoNotMakeMonths() {
    Candle day = RollUp.rollUp(List.of(bar(first)), ONE_DAY);
    Candle week = RollUp.rollUp(List.of(day), ONE_WEEK);

    assertThat(RollUp.rollUp(List.of(day), ONE_MONTH).openTimeMicros()).isEqualTo(micros("00:00"));
    assertRefused(
        List.of(week),
        ONE_MONTH,
        "the interval does not divide it: binance BTCUSDT 1w at " + micros("00:00"));
  }

  private static void assertRefused(List<Candle> finer, CandleInterval to, String reason) {
    assertThatThrownBy(() -> RollUp.rollUp(finer, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot roll up to " + to.label() + ": " + reason);
  }

  private static Candle uncounted(String open, String price, String volume) {
    return MarketData.candle(
        "binance",
        "BTCUSDT",
        FIVE_MINUTES,
        micros(open),
        decimal(price),
        decimal(price),
        decimal(price),
        decimal(price),
        decimal(volume));
  }
}
