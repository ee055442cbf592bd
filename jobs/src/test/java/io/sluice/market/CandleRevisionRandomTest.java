package io.sluice.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.EmptyBars;
import io.sluice.market.MarketStory.Trade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Random trades in random batches under random watermarks, around the boundaries of weeks, months,
 * years and the epoch: after every batch the published bars equal those of the trades so far,
 * whatever came late.
 */
class CandleRevisionRandomTest {
  private static final long MINUTE = 60_000_000L;
  private static final long DAY = 1_440 * MINUTE;
  private static final List<String> STARTS =
      List.of(
          "2024-02-28T22:00",
          "2024-12-29T23:00",
          "2023-12-31T12:00",
          "1969-12-28T20:00",
          "1969-12-31T23:30");

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void anyBatchesEndInTheBarsOfOneShot(@ForAll long seed) {
    batches(new Random(seed), EmptyBars.NONE, 100 * DAY);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void anyBatchesEndInTheBarsOfOneShotWithFlatBarsBetween(@ForAll long seed) {
    batches(new Random(seed), EmptyBars.FLAT, 2 * DAY);
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void reconciliationMendsWhatWasTamperedWithOrHeld(@ForAll long seed) {
    reconcile(new Random(seed), EmptyBars.NONE, 100 * DAY);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void reconciliationMendsFlatBarsToo(@ForAll long seed) {
    reconcile(new Random(seed), EmptyBars.FLAT, DAY);
  }

  private static CandleBook batches(Random random, EmptyBars emptyBars, long span) {
    long start = MarketStory.micros(STARTS.get(random.nextInt(STARTS.size())));
    List<Trade> trades = trades(random, start, span);
    CandleBook book = new CandleBook(emptyBars);
    long watermark = start - DAY;
    long newest = start;
    int next = 0;
    while (next < trades.size()) {
      int end = Math.min(trades.size(), next + random.nextInt(8));
      List<Trade> batch = trades.subList(next, end);
      for (Trade trade : batch) {
        newest = Math.max(newest, trade.timeMicros());
      }

      long lateness = random.nextBoolean() ? 0 : random.nextLong(1 + span / 4);
      watermark = Math.max(watermark, CandleInterval.ONE_MINUTE.openMicros(newest - lateness));
      book.closeThrough(watermark, batch);
      next = end;
      if (emptyBars == EmptyBars.NONE || random.nextInt(4) == 0) {
        assertUpToDate(book, emptyBars);
      }
    }

    book.closeThrough(CandleInterval.ONE_MINUTE.openMicros(newest + span / 3), List.of());
    assertUpToDate(book, emptyBars);
    CandleBook oneShot = new CandleBook(emptyBars);
    oneShot.closeThrough(book.closedThrough(), trades);
    assertThat(texts(book)).isEqualTo(texts(oneShot));
    assertThat(oneShot.published()).allMatch(bar -> bar.revision() == 0 && bar.reason() == null);
    assertThat(book.published()).allMatch(bar -> bar.revision() == 0 || bar.reason() != null);
    return book;
  }

  private static void reconcile(Random random, EmptyBars emptyBars, long span) {
    CandleBook book = batches(random, emptyBars, span);
    long from = book.trades().get(random.nextInt(book.trades().size())).minute();
    long to = from + MINUTE * (1 + random.nextInt(1_000));
    List<Trade> held =
        book.trades().stream()
            .filter(trade -> trade.minute() >= from && trade.minute() < to)
            .filter(trade -> random.nextBoolean())
            .toList();
    book.hold(held);
    for (Candle bar : book.published()) {
      boolean inside = bar.openTimeMicros() >= from && bar.closeTimeMicros() <= to;
      if (inside && random.nextInt(3) == 0) {
        book.lose(bar);
      } else if (inside && random.nextInt(3) == 0) {
        book.tamper(wrong(bar));
      }
    }

    book.reconcile(from, to);
    assertUpToDate(book, emptyBars);
  }

  private static void assertUpToDate(CandleBook book, EmptyBars emptyBars) {
    assertThat(texts(book)).isEqualTo(NaiveBars.of(book.trades(), book.closedThrough(), emptyBars));
  }

  private static List<String> texts(CandleBook book) {
    return book.published().stream().map(NaiveBars::text).toList();
  }

  /** Clusters with gaps between, few prices, some quantities of zero, many ties; shuffled a bit. */
  private static List<Trade> trades(Random random, long start, long span) {
    List<Trade> trades = new ArrayList<>();
    long time = start;
    int count = 1 + random.nextInt(60);
    for (int number = 0; number < count; number++) {
      long pause = random.nextInt(5) == 0 ? random.nextLong(span / 8) : random.nextLong(2 * MINUTE);
      time = Math.min(time + pause / 10_000_000 * 10_000_000, start + span);
      trades.add(
          new Trade(
              "BTCUSDT",
              time,
              BigDecimal.valueOf(1 + random.nextInt(40_000), random.nextInt(5)),
              BigDecimal.valueOf(random.nextInt(4), random.nextInt(3)),
              random.nextBoolean(),
              random.nextInt(3),
              random.nextInt(2),
              number));
    }

    for (int swap = random.nextInt(count); swap > 0; swap--) {
      Collections.swap(trades, random.nextInt(count), random.nextInt(count));
    }

    return trades;
  }

  private static Candle wrong(Candle bar) {
    return new Candle(
        bar.exchange(),
        bar.symbol(),
        bar.interval(),
        bar.openTimeMicros(),
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        BigDecimal.TEN.pow(9),
        bar.quoteVolume(),
        bar.vwap(),
        bar.tradeCount(),
        bar.buyVolume(),
        bar.firstSequence(),
        bar.lastSequence(),
        bar.revision(),
        bar.reason());
  }
}
