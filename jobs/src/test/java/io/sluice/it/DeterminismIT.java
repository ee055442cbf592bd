package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.publish.PublishReport.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is published says nothing of how it came about. */
class DeterminismIT {
  private static final String CANDLES =
      "SELECT exchange, symbol, interval, open_time, close_time, open, high, low, close, volume,"
          + " quote_volume, vwap, trade_count, buy_volume, first_sequence, last_sequence, revision,"
          + " reason FROM %s ORDER BY exchange, symbol, interval, open_time";
  private static final String TRADES =
      "SELECT exchange, symbol, trade_id, price, quantity, side, event_time, sequence FROM %s"
          + " ORDER BY symbol, sequence";

  @Test
  void partitionsBatchesAndOrderWithinTheLatenessDoNotShow() {
    List<String> trades = trades();
    List<List<String>> first = published(trades, 1, 1, 1_000_000);
    assertThat(first.get(0)).hasSizeGreaterThan(20 * 6);
    assertThat(published(permuted(trades), 3, 4, 2_500)).isEqualTo(first);
    assertThat(published(permuted(trades), 8, 4, 4_000)).isEqualTo(first);
  }

  /** 20 symbols, 8 minutes. */
  private static List<String> trades() {
    List<String> trades = new ArrayList<>();
    TradeGenerator generator =
        new TradeGenerator(
            GeneratorSettings.plain(5, 12_000, 1_704_153_600_000L).withTimes(40_000, 1_000));
    while (generator.hasNext()) {
      GeneratedTrade trade = generator.next();
      trades.add(new String(trade.value(), StandardCharsets.UTF_8));
    }
    return trades;
  }

  /** Each trade moves by less than 100 places, which is 4 s of event time; the lateness is 10 s. */
  private static List<String> permuted(List<String> trades) {
    List<String> permuted = new ArrayList<>();
    for (int i = 0; i < trades.size(); i += 100) {
      List<String> stretch = new ArrayList<>(trades.subList(i, Math.min(i + 100, trades.size())));
      java.util.Collections.shuffle(stretch, new java.util.Random(i));
      permuted.addAll(stretch);
    }
    return permuted;
  }

  private static List<List<String>> published(
      List<String> trades, int partitions, int shufflePartitions, long maxOffsets) {
    Market market = Market.open(partitions).maxOffsetsPerTrigger(maxOffsets);
    market.lake().spark().conf().set("spark.sql.shuffle.partitions", shufflePartitions);
    int half = trades.size() / 2;
    for (List<String> part :
        List.of(trades.subList(0, half), trades.subList(half, trades.size()))) {
      market.send(part);
      market.ingest();
      market.advanceCandles();
    }
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    return List.of(
        market.rows(CANDLES.formatted(market.table("candles"))),
        market.rows(TRADES.formatted(market.table("trades"))));
  }
}
