package io.sluice.market;

import static io.sluice.market.MarketStory.bar;
import static io.sluice.market.MarketStory.decimal;
import static io.sluice.market.MarketStory.gathered;
import static io.sluice.market.MarketStory.micros;
import static io.sluice.market.MarketStory.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.market.MarketStory.Trade;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarBuilderTest {
  private final Trade first = trade("BTCUSDT").at("00:00:00.5").price("50000.10");

  @Test
  void aBarHoldsAllThatItsTradesSay() {
    Candle bar =
        bar(
            first.quantity("0.5").sequence(11),
            trade("BTCUSDT").at("00:00:20").price("50010").quantity("0.25").sold().sequence(12),
            trade("BTCUSDT").at("00:00:59.999999").price("49990.25").quantity("0.25").sequence(14));

    assertThat(bar)
        .isEqualTo(
            new Candle(
                "binance",
                "BTCUSDT",
                CandleInterval.ONE_MINUTE,
                micros("00:00"),
                decimal("50000.100000000000000000"),
                decimal("50010.000000000000000000"),
                decimal("49990.250000000000000000"),
                decimal("49990.250000000000000000"),
                decimal("1.000000000000000000"),
                decimal("50000.112500000000000000"),
                decimal("50000.112500000000000000"),
                3,
                decimal("0.750000000000000000"),
                11L,
                14L,
                0,
                null));
    assertThat(bar.closeTimeMicros()).isEqualTo(micros("00:01"));
  }

  @Test
  void openAndCloseGoByEventTimeFirst() {
    Trade early = first.at("00:00:01").price("1").sequence(9).from(9, 9);
    Trade late = first.at("00:00:02").price("2").sequence(1).from(1, 1);

    assertOpenAndClose(early, late);
  }

  @Test
  void thenBySequence() {
    assertOpenAndClose(
        first.price("1").sequence(1).from(9, 9), first.price("2").sequence(2).from(1, 1));
  }

  @Test
  void thenByPartition() {
    assertOpenAndClose(
        first.price("1").sequence(1).from(1, 9), first.price("2").sequence(1).from(2, 1));
  }

  @Test
  void thenByOffset() {
    assertOpenAndClose(
        first.price("1").sequence(1).from(1, 1), first.price("2").sequence(1).from(1, 2));
  }

  @Test
  void theSameOffsetOfTwoTopicsIsOrderedByPriceSoThatArrivalDoesNotShow() {
    assertOpenAndClose(first.price("1"), first.price("2"));
  }

  @Test
  void sequencesMayBeNegative() {
    assertOpenAndClose(first.price("1").sequence(Long.MIN_VALUE), first.price("2").sequence(-1));
  }

  @Test
  void theQuoteVolumeIsSummedExactlyAndRoundedOnce() {
    // Each product is 0.4e-18: rounded one by one they would vanish.
    Trade small = first.price("0.000000004").quantity("0.0000000001");

    assertThat(bar(small, small, small).quoteVolume()).isEqualTo(decimal("0.000000000000000001"));
  }

  @Test
  void halvesAreRoundedToTheEvenNeighbour() {
    Trade half = first.price("0.000000005").quantity("0.0000000001");

    assertThat(bar(half).quoteVolume()).isEqualTo(decimal("0.000000000000000000"));
    assertThat(bar(half, half, half).quoteVolume()).isEqualTo(decimal("0.000000000000000002"));
  }

  @Test
  void theVwapComesFromTheExactSums() {
    Trade small = first.price("0.000000004").quantity("0.0000000001");

    assertThat(bar(small).quoteVolume()).isEqualTo(decimal("0E-18"));
    assertThat(bar(small).vwap()).isEqualTo(decimal("0.000000004000000000"));
    assertThat(bar(first.price("1"), first.price("1"), first.price("2")).vwap())
        .isEqualTo(decimal("1.333333333333333333"));
  }

  @Test
  void aTradeOfQuantityZeroMakesABarWithoutVwap() {
    Candle bar = bar(first.quantity("0"));

    assertThat(bar.vwap()).isNull();
    assertThat(bar.volume()).isEqualTo(decimal("0E-18"));
    assertThat(bar.tradeCount()).isEqualTo(1);
    assertThat(bar.isEmpty()).isFalse();
  }

  @Test
  void whatDoesNotFitIsNullAndNeverAnError() {
    Trade huge = first.price("99999999999999999999").quantity("99999999999999999999");
    Candle one = bar(huge);
    Candle two = bar(huge, huge.sold());

    assertThat(one.close()).isEqualTo(decimal("99999999999999999999.000000000000000000"));
    assertThat(one.volume()).isEqualTo(decimal("99999999999999999999.000000000000000000"));
    assertThat(one.quoteVolume()).isNull();
    assertThat(one.vwap()).isNull();
    assertThat(two.volume()).isNull();
    assertThat(two.buyVolume()).isEqualTo(decimal("99999999999999999999.000000000000000000"));
    assertThat(two.tradeCount()).isEqualTo(2);
    assertThat(bar(huge, huge).buyVolume()).isNull();
  }

  @Test
  void exponentsAreLookedAtBeforeTheyAreWrittenOut() {
    assertThat(Decimal38.fit(decimal("1E999999999"))).isNull();
    assertThat(Decimal38.fit(decimal("-1E-999999999"))).isEqualTo(decimal("0E-18"));
    assertThat(Decimal38.fit(decimal("0E999999999"))).isEqualTo(decimal("0E-18"));
    assertThat(Decimal38.fit(decimal("99999999999999999999.9999999999999999995"))).isNull();
    assertThat(Decimal38.fit(decimal("99999999999999999999.9999999999999999994"))).isNotNull();
  }

  @Test
  void aStateSurvivesTheWayBetweenTasks() throws Exception {
    BarBuilder bar = gathered(List.of(first.quantity("0.3").from(3, 33), first.price("7").sold()));
    BarState shipped = shipped(bar.state());

    assertThat(shipped).isEqualTo(bar.state());
    assertThat(BarBuilder.of(shipped).state()).isEqualTo(bar.state());
    assertThat(BarBuilder.of(shipped).toCandle("binance", "BTCUSDT", 0))
        .isEqualTo(bar.toCandle("binance", "BTCUSDT", 0));
  }

  @Test
  void nothingMergedChangesNothing() {
    BarBuilder bar = gathered(List.of(first));
    BarState before = bar.state();

    bar.merge(BarBuilder.of(new BarBuilder().state()));
    BarBuilder fromNothing = BarBuilder.of(new BarBuilder().state());
    fromNothing.merge(bar);

    assertThat(bar.state()).isEqualTo(before);
    assertThat(fromNothing.state()).isEqualTo(before);
  }

  @Test
  void aBarWithoutTradesCannotBeFinished() {
    assertThatThrownBy(() -> new BarBuilder().toCandle("binance", "BTCUSDT", 60_000_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot finish a bar of binance BTCUSDT: no trades: 60000000");
  }

  @Test
  void barsAreTheSameWhateverTheScaleOfTheirDecimals() {
    Candle bar = bar(first);
    Candle read = withOpen(bar, "50000.1");

    assertThat(bar.sameBar(read.withRevision(3, "late"))).isTrue();
    assertThat(bar.sameBar(withOpen(bar, "50000.2"))).isFalse();
    assertThat(bar.sameBar(bar(first.sequence(5)))).isFalse();
    assertThat(bar.sameBar(bar(first.at("00:01")))).isFalse();
  }

  private static void assertOpenAndClose(Trade one, Trade other) {
    for (Candle bar : List.of(bar(one, other), bar(other, one))) {
      assertThat(bar.open()).isEqualByComparingTo("1");
      assertThat(bar.close()).isEqualByComparingTo("2");
      assertThat(bar.firstSequence()).isEqualTo(one.sequence());
      assertThat(bar.lastSequence()).isEqualTo(other.sequence());
    }
  }

  private static Candle withOpen(Candle bar, String open) {
    return new Candle(
        bar.exchange(),
        bar.symbol(),
        bar.interval(),
        bar.openTimeMicros(),
        decimal(open),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        bar.quoteVolume(),
        bar.vwap(),
        bar.tradeCount(),
        bar.buyVolume(),
        bar.firstSequence(),
        bar.lastSequence(),
        bar.revision(),
        bar.reason());
  }

  private static BarState shipped(BarState state) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(state);
    }

    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (BarState) in.readObject();
    }
  }
}
