package io.sluice.market;

import static io.sluice.market.CandleInterval.FIVE_MINUTES;
import static io.sluice.market.CandleInterval.ONE_MINUTE;
import static io.sluice.market.CandleInterval.ONE_MONTH;
import static io.sluice.market.MarketStory.bar;
import static io.sluice.market.MarketStory.micros;
import static io.sluice.market.MarketStory.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.EmptyBars;
import io.sluice.market.CandleRevision.Request;
import io.sluice.market.CandleRevision.Result;
import io.sluice.market.MarketStory.Trade;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each pass over a {@link CandleBook} is also made twice: the second must change nothing. */
class CandleRevisionTest {
  private final CandleBook sparse = new CandleBook(EmptyBars.NONE);
  private final CandleBook flat = new CandleBook(EmptyBars.FLAT);

  @Test
  void aBarIsClosedOnceTimeHasPassedItsEnd() {
    Trade first = trade("BTCUSDT").at("00:00:59.999").price("50000.10");
    Trade second = trade("BTCUSDT").at("00:01:00").price("50001");

    Result open = sparse.closeThrough("00:00", first);
    Result closed = sparse.closeThrough("00:01", second);
    Result quiet = sparse.closeThrough("00:01");

    assertThat(open.isEmpty()).isTrue();
    assertThat(closed)
        .isEqualTo(new Result(List.of(bar(first)), List.of(), List.of(), List.of(), List.of()));
    assertThat(quiet.isEmpty()).isTrue();
  }

  @Test
  void coarserBarsCloseWithTheirOwnEnd() {
    sparse.closeThrough("00:03", trade("BTCUSDT").at("00:02:00"));

    assertThat(told(sparse.closeThrough("00:04").added())).isEmpty();
    assertThat(told(sparse.closeThrough("00:05", trade("BTCUSDT").at("00:04:30")).added()))
        .containsExactly("1m 00:04 x1 r0 null", "5m 00:00 x2 r0 null");
    assertThat(told(sparse.closeThrough("00:15").added())).containsExactly("15m 00:00 x2 r0 null");
  }

  @Test
  void aLateTradeRevisesItsBarsOnceAndOnlyOnce() {
    sparse.closeThrough("2024-02-10T00:00", trade("BTCUSDT").at("00:00:30").price("100"));

    Result late =
        sparse.closeThrough("2024-02-10T00:01", trade("BTCUSDT").at("00:00:31").price("90"));
    Result after = sparse.closeThrough("2024-02-10T00:02");

    assertThat(late.added()).isEmpty();
    assertThat(told(late.revised()))
        .containsExactly(
            "1m 00:00 x2 r1 late",
            "5m 00:00 x2 r1 late",
            "15m 00:00 x2 r1 late",
            "1h 00:00 x2 r1 late",
            "4h 00:00 x2 r1 late",
            "1d 00:00 x2 r1 late",
            "1w 00:00 x2 r1 late",
            "1mo 00:00 x2 r1 late");
    assertThat(late.revised()).allMatch(bar -> bar.close().compareTo(bar.low()) == 0);
    assertThat(after.isEmpty()).isTrue();
  }

  @Test
  void eachLateTradeIsOneMoreRevision() {
    sparse.closeThrough("00:01", trade("BTCUSDT"));
    sparse.closeThrough("00:02", trade("BTCUSDT"));

    Result third = sparse.closeThrough("00:03", trade("BTCUSDT"), trade("BTCUSDT"));

    assertThat(told(third.revised())).containsExactly("1m 00:00 x4 r2 late");
  }

  @Test
  void openCoarserBarsAreNotRevisedButMadeRightWhenTheyClose() {
    sparse.closeThrough("00:16", trade("BTCUSDT").at("00:00:30"));

    Result late = sparse.closeThrough("00:17", trade("BTCUSDT").at("00:00:40"));
    Result hour = sparse.closeThrough("01:00");

    assertThat(told(late.revised()))
        .containsExactly("1m 00:00 x2 r1 late", "5m 00:00 x2 r1 late", "15m 00:00 x2 r1 late");
    assertThat(told(hour.added())).containsExactly("1h 00:00 x2 r0 null");
  }

  @Test
  void aBarThatComesLateSaysSo() {
    sparse.closeThrough("00:10", trade("BTCUSDT").at("00:00:30"));

    Result late = sparse.closeThrough("00:11", trade("BTCUSDT").at("00:07:00"));

    assertThat(told(late.added())).containsExactly("1m 00:07 x1 r0 late", "5m 00:05 x1 r0 late");
    assertThat(late.revised()).isEmpty();
  }

  @Test
  void lateTradesAndNewOnesGoTogether() {
    sparse.closeThrough("00:05", trade("BTCUSDT").at("00:01:00"));

    Result both =
        sparse.closeThrough(
            "00:06", trade("BTCUSDT").at("00:05:00"), trade("BTCUSDT").at("00:01:00"));

    assertThat(told(both.added())).containsExactly("1m 00:05 x1 r0 null");
    assertThat(told(both.revised())).containsExactly("1m 00:01 x2 r1 late", "5m 00:00 x2 r1 late");
  }

  @Test
  void tradesBeforeTheEpochHaveBarsToo() {
    Result closed =
        sparse.closeThrough("1970-01-05T00:00", trade("BTCUSDT").at("1969-12-31T23:59:59.999999"));

    assertThat(closed.added())
        .extracting(bar -> bar.interval().label() + " " + bar.openTimeMicros() / 60_000_000)
        .containsExactly(
            "1m -1", "5m -5", "15m -15", "1h -60", "4h -240", "1d -1440", "1w -4320", "1mo -44640");
  }

  @Test
  void withoutFlatBarsEmptyCenturiesCostNothing() {
    sparse.closeThrough("1000-01-01T00:00", trade("BTCUSDT").at("0999-12-31T00:00"));

    Result closed = sparse.closeThrough("2024-01-01T00:01", trade("BTCUSDT").at("00:00:00"));

    assertThat(told(closed.added())).startsWith("1m 00:00 x1 r0 null");
    assertThat(sparse.published(ONE_MONTH)).hasSize(1);
  }

  @Test
  void emptyMinutesAreFlatAtThePreviousClose() {
    Result closed =
        flat.closeThrough(
            "00:05",
            trade("BTCUSDT").at("00:01:10").price("7"),
            trade("BTCUSDT").at("00:01:20").price("8"),
            trade("BTCUSDT").at("00:03:00").price("9"));

    assertThat(priced(closed.added()))
        .containsExactly("1m 00:01 8", "1m 00:02 8", "1m 00:03 9", "1m 00:04 9", "5m 00:00 9");
    assertThat(closed.added().get(1))
        .isEqualTo(Candle.flat(closed.added().get(0), micros("00:02")));
    assertThat(told(closed.added())).endsWith("1m 00:04 x0 r0 null", "5m 00:00 x3 r0 null");
  }

  @Test
  void aSymbolWithoutNewTradesStillGetsItsFlatBars() {
    flat.closeThrough("00:01", trade("BTCUSDT").price("7"));

    assertThat(priced(flat.closeThrough("00:03").added()))
        .containsExactly("1m 00:01 7", "1m 00:02 7");
    assertThat(priced(flat.closeThrough("00:05").added()))
        .containsExactly("1m 00:03 7", "1m 00:04 7", "5m 00:00 7");
  }

  @Test
  void beforeTheFirstTradeThereIsNothing() {
    assertThat(flat.closeThrough("00:03").isEmpty()).isTrue();
    assertThat(priced(flat.closeThrough("00:06", trade("BTCUSDT").at("00:04:00")).added()))
        .containsExactly("1m 00:04 1", "1m 00:05 1", "5m 00:00 1");
  }

  @Test
  void aLateTradeMovesTheFlatBarsAfterItUpToTheNextTrade() {
    flat.closeThrough(
        "00:07",
        trade("BTCUSDT").at("00:00:00").price("7"),
        trade("BTCUSDT").at("00:05:00").price("9"));

    Result late = flat.closeThrough("00:07", trade("BTCUSDT").at("00:02:00").price("8"));

    assertThat(late.added()).isEmpty();
    assertThat(priced(late.revised()))
        .containsExactly("1m 00:02 8", "1m 00:03 8", "1m 00:04 8", "5m 00:00 8");
    assertThat(late.revised()).allMatch(bar -> bar.revision() == 1 && bar.reason().equals("late"));
  }

  @Test
  void aFirstTradeThatIsLateIsFollowedByFlatBars() {
    flat.closeThrough("00:06");

    Result late = flat.closeThrough("00:07", trade("BTCUSDT").at("00:03:00").price("7"));

    assertThat(told(late.added()))
        .containsExactly(
            "1m 00:03 x1 r0 late",
            "1m 00:04 x0 r0 late",
            "1m 00:05 x0 r0 late",
            "1m 00:06 x0 r0 null",
            "5m 00:00 x1 r0 late");
  }

  @Test
  void aLateTradeBeforeTheFirstBarFillsTheMinutesBetween() {
    flat.closeThrough("00:06", trade("BTCUSDT").at("00:05:00").price("9"));

    Result late = flat.closeThrough("00:06", trade("BTCUSDT").at("00:03:00").price("7"));

    assertThat(priced(late.added())).containsExactly("1m 00:03 7", "1m 00:04 7", "5m 00:00 7");
    assertThat(late.revised()).isEmpty();
  }

  @Test
  void aPriceTooLargeToCountDoesNotStopTheOthers() {
    String most = "99999999999999999999";
    Result closed =
        flat.closeThrough(
            "00:05",
            trade("BTCUSDT").price(most).quantity(most),
            trade("BTCUSDT").at("00:01:00").price("2"));

    Candle five = closed.added().get(closed.added().size() - 1);
    assertThat(five.interval()).isEqualTo(FIVE_MINUTES);
    assertThat(five.quoteVolume()).isNull();
    assertThat(five.volume()).isNull();
    assertThat(five.high()).isEqualByComparingTo(most);
    assertThat(five.close()).isEqualByComparingTo("2");
  }

  @Test
  void reconciliationFindsNothingWhereNothingIsWrong() {
    for (CandleBook book : List.of(sparse, flat)) {
      book.closeThrough("00:20", trade("BTCUSDT"), trade("BTCUSDT").at("00:07:00"));

      assertThat(book.reconcile(micros("00:00"), micros("00:20")).isEmpty()).isTrue();
    }
  }

  @Test
  void reconciliationRemovesBarsWhoseTradesAreGone() {
    Trade gone = trade("BTCUSDT").at("00:07:00").price("8");
    sparse.closeThrough("00:15", trade("BTCUSDT"), gone);
    sparse.hold(List.of(gone));

    Result mended = sparse.reconcile(micros("00:05"), micros("00:10"));

    assertThat(mended.added()).isEmpty();
    assertThat(told(mended.revised())).containsExactly("15m 00:00 x1 r1 reconcile");
    assertThat(told(mended.removed()))
        .containsExactly("1m 00:07 x1 r0 reconcile", "5m 00:05 x1 r0 reconcile");
  }

  @Test
  void reconciliationFlattensBarsWhoseTradesAreGone() {
    Trade gone = trade("BTCUSDT").at("00:02:00").price("8");
    flat.closeThrough("00:05", trade("BTCUSDT").price("7"), gone);
    flat.hold(List.of(gone));

    Result mended = flat.reconcile(micros("00:02"), micros("00:03"));

    assertThat(mended.removed()).isEmpty();
    assertThat(priced(mended.revised()))
        .containsExactly("1m 00:02 7", "1m 00:03 7", "1m 00:04 7", "5m 00:00 7");
  }

  @Test
  void flatBarsGoWithTheFirstTradeTheyCameFrom() {
    Trade gone = trade("BTCUSDT").at("00:01:00").price("8");
    flat.closeThrough("00:10", gone, trade("BTCUSDT").at("00:08:00").price("9"));
    flat.hold(List.of(gone));

    Result mended = flat.reconcile(micros("00:01"), micros("00:02"));

    assertThat(mended.revised()).isEmpty();
    assertThat(mended.removed()).hasSize(7 + 1);
    assertThat(priced(flat.published())).containsExactly("1m 00:08 9", "1m 00:09 9", "5m 00:05 9");
  }

  @Test
  void reconciliationPutsBackWhatIsLost() {
    sparse.closeThrough("00:05", trade("BTCUSDT"));
    sparse.lose(sparse.published(ONE_MINUTE).get(0));
    sparse.lose(sparse.published(FIVE_MINUTES).get(0));

    Result mended = sparse.reconcile(micros("00:00"), micros("00:01"));

    assertThat(told(mended.added()))
        .containsExactly("1m 00:00 x1 r0 reconcile", "5m 00:00 x1 r0 reconcile");
  }

  @Test
  void reconciliationLeavesOneOfTheCopiesOfABar() {
    Candle bar = bar(trade("BTCUSDT"));
    Candle other = bar(trade("BTCUSDT").at("00:01:00"));
    Ranges inQuestion = Ranges.of(List.of(Range.minute(micros("00:00"))));
    Request request =
        new Request(
            List.of(bar, bar, bar, other, other),
            List.of(bar),
            inQuestion,
            micros("00:02"),
            micros("00:02"),
            EmptyBars.NONE,
            "reconcile");

    Result mended = CandleRevision.revise(request);

    assertThat(mended.copies()).containsExactly(bar, bar);
    assertThat(mended.single()).containsExactly(bar);
    assertThat(mended.added()).isEmpty();
    assertThat(mended.revised()).isEmpty();
    assertThat(mended.removed()).isEmpty();
  }

  @Test
  void whatCannotBeRevisedIsRefused() {
    Candle bar = bar(trade("BTCUSDT"));
    Candle other = bar(trade("ETHUSDT"));
    long open = micros("00:00");

    assertRefused(
        request(List.of(), List.of(bar), open, open),
        "a rebuilt bar is not closed: binance BTCUSDT 1m at " + open);
    assertRefused(
        request(List.of(other), List.of(bar), open, micros("00:01")),
        "more than one symbol: binance ETHUSDT 1m at " + open);
    assertRefused(
        request(List.of(), List.of(RollUp.rollUp(List.of(bar), FIVE_MINUTES)), open, open),
        "a rebuilt bar is not of one minute: binance BTCUSDT 5m at " + open);
    assertRefused(
        new Request(
            List.of(), List.of(bar), Ranges.NONE, open, micros("00:01"), EmptyBars.NONE, "late"),
        "a rebuilt bar is not in question: binance BTCUSDT 1m at " + open);
    assertThatThrownBy(() -> new Range(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a range: from 2 lies after to: 1");
  }

  private static Request request(
      List<Candle> existing, List<Candle> rebuilt, long closedFrom, long closedThrough) {
    Ranges closing = Ranges.of(List.of(new Range(closedFrom, closedThrough)));
    return new Request(
        existing, rebuilt, closing, closedFrom, closedThrough, EmptyBars.NONE, "late");
  }

  private static void assertRefused(Request request, String reason) {
    assertThatThrownBy(() -> CandleRevision.revise(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot revise candles: " + reason);
  }

  private static List<String> told(List<Candle> bars) {
    return bars.stream()
        .map(
            bar ->
                "%s x%d r%d %s"
                    .formatted(name(bar), bar.tradeCount(), bar.revision(), bar.reason()))
        .toList();
  }

  private static List<String> priced(List<Candle> bars) {
    return bars.stream()
        .map(bar -> name(bar) + " " + bar.close().stripTrailingZeros().toPlainString())
        .toList();
  }

  private static String name(Candle bar) {
    Instant open = Instant.EPOCH.plus(bar.openTimeMicros(), ChronoUnit.MICROS);
    return bar.interval().label() + " " + open.toString().substring(11, 16);
  }
}
