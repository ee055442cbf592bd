package io.sluice.market;

import static io.sluice.market.MarketStory.bar;
import static io.sluice.market.MarketStory.gathered;
import static io.sluice.market.MarketStory.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.market.MarketStory.Trade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Neither arrival order nor the number of tasks shows in a bar. */
class BarBuilderMergeTest {

  @Property
  void anyOrderOfTheSameTradesGivesTheSameBar(
      @ForAll("trades") List<Trade> trades, @ForAll Random random) {
    List<Trade> shuffled = new ArrayList<>(trades);
    Collections.shuffle(shuffled, random);

    assertThat(bar(shuffled.toArray(Trade[]::new))).isEqualTo(bar(trades.toArray(Trade[]::new)));
  }

  @Property
  void partsOfDifferentTasksMergeToTheSameBarInAnyOrder(
      @ForAll("trades") List<Trade> trades, @ForAll Random random) {
    List<BarBuilder> parts = parts(trades, random);
    while (parts.size() > 1) {
      BarBuilder into = parts.remove(random.nextInt(parts.size()));
      BarBuilder from = parts.remove(random.nextInt(parts.size()));
      into.merge(from);
      parts.add(BarBuilder.of(into.state()));
    }

    assertThat(parts.get(0).toCandle("binance", "BTCUSDT", trades.get(0).minute()))
        .isEqualTo(bar(trades.toArray(Trade[]::new)));
  }

  private static List<BarBuilder> parts(List<Trade> trades, Random random) {
    List<List<Trade>> split = new ArrayList<>();
    int tasks = 1 + random.nextInt(6);
    for (int task = 0; task < tasks; task++) {
      split.add(new ArrayList<>());
    }

    trades.forEach(trade -> split.get(random.nextInt(split.size())).add(trade));
    List<BarBuilder> parts = new ArrayList<>();
    split.forEach(part -> parts.add(gathered(part)));
    return parts;
  }

  /** Few distinct keys, so that ties are common; scales mixed, sizes up to what overflows. */
  @Provide
  Arbitrary<List<Trade>> trades() {
    Arbitrary<BigDecimal> decimals =
        Arbitraries.oneOf(
            Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal("100000")).ofScale(9),
            Arbitraries.of("1", "1.0", "1.00", "99999999999999999999.999999999999999999", "1E-18")
                .map(BigDecimal::new));
    return Combinators.combine(
            decimals,
            decimals,
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(-1, 1),
            Arbitraries.integers().between(0, 1),
            Arbitraries.integers().between(0, 2))
        .as(
            (price, quantity, buy, second, sequence, partition, offset) ->
                new Trade(
                    "BTCUSDT",
                    trade("BTCUSDT").timeMicros() + second * 1_000_000L,
                    price,
                    quantity,
                    buy,
                    sequence,
                    partition,
                    offset))
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }
}
