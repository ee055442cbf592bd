package io.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.market.BarBuilder;
import io.sluice.market.Candle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Two computations of a bar that share no code come to the same. */
class MinuteBarTest {
  private static final int PRICE_SCALE = 18;
  private static final int QUANTITY_SCALE = 8;

  record Trade(
      BigDecimal price,
      BigDecimal quantity,
      boolean buy,
      long time,
      long sequence,
      int partition) {}

  @Property(tries = 300)
  void theBarOfSomeTradesIsThatOfTheBuilder(@ForAll("trades") List<Trade> trades)
      throws IOException {
    BarBuilder builder = new BarBuilder();
    MinuteBar whole = new MinuteBar();
    MinuteBar one = new MinuteBar();
    MinuteBar other = new MinuteBar();
    for (int offset = 0; offset < trades.size(); offset++) {
      Trade trade = trades.get(offset);
      builder.add(
          trade.price(),
          trade.quantity(),
          trade.buy(),
          trade.time(),
          trade.sequence(),
          trade.partition(),
          offset);
      add(whole, trade, offset);
      add(offset % 3 == 0 ? one : other, trade, offset);
    }
    Candle candle = builder.toCandle("x", "BTC", 0);
    assertThat(whole.isBar(bar(candle, candle.volume()), PRICE_SCALE, QUANTITY_SCALE)).isTrue();
    assertThat(
            whole.isBar(
                bar(candle, candle.volume().add(new BigDecimal("1e-18"))),
                PRICE_SCALE,
                QUANTITY_SCALE))
        .isFalse();

    MinuteBar parts = new MinuteBar();
    List.of(one, other).stream().filter(part -> !part.isEmpty()).forEach(parts::add);
    assertThat(copied(parts).isBar(bar(candle, candle.volume()), PRICE_SCALE, QUANTITY_SCALE))
        .isTrue();
  }

  private static void add(MinuteBar bar, Trade trade, long offset) {
    bar.add(
        trade.time(),
        trade.sequence(),
        trade.partition(),
        offset,
        trade.price().setScale(PRICE_SCALE).unscaledValue(),
        trade.quantity().setScale(QUANTITY_SCALE).unscaledValue(),
        trade.buy());
  }

  private static MinuteBar copied(MinuteBar bar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bar.write(new DataOutputStream(bytes));
    return MinuteBar.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private static AuditedBar bar(Candle candle, BigDecimal volume) {
    return new AuditedBar(
        Leading.of(candle.exchange(), candle.symbol()),
        "1m",
        0,
        60_000_000,
        candle.open(),
        candle.high(),
        candle.low(),
        candle.close(),
        volume,
        candle.quoteVolume(),
        candle.vwap(),
        candle.tradeCount(),
        candle.buyVolume(),
        candle.firstSequence(),
        candle.lastSequence(),
        0,
        null);
  }

  @Provide
  Arbitrary<List<Trade>> trades() {
    Arbitrary<BigDecimal> prices =
        Arbitraries.bigDecimals()
            .between(new BigDecimal("1e-18"), new BigDecimal("1e7"))
            .ofScale(18);
    Arbitrary<BigDecimal> quantities =
        Arbitraries.bigDecimals().between(new BigDecimal("1e-8"), new BigDecimal("1e6")).ofScale(8);
    return Combinators.combine(
            prices,
            quantities,
            Arbitraries.of(true, false),
            Arbitraries.longs().between(0, 5),
            Arbitraries.longs().between(0, 3),
            Arbitraries.integers().between(0, 2))
        .as(Trade::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }
}
