package io.sluice.market;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words the tests of this room are told in. Times are UTC; without a date, of 2024-01-01. */
final class MarketStory {
  static final String EXCHANGE = "binance";

  private MarketStory() {}

  static Trade trade(String symbol) {
    return new Trade(symbol, micros("00:00"), BigDecimal.ONE, BigDecimal.ONE, true, 0, 0, 0);
  }

  static long micros(String time) {
    LocalDateTime utc = LocalDateTime.parse(time.contains("T") ? time : "2024-01-01T" + time);
    return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), utc);
  }

  static BarBuilder gathered(Collection<Trade> trades) {
    BarBuilder bar = new BarBuilder();
    trades.forEach(trade -> trade.addTo(bar));
    return bar;
  }

  /** The 1m bar of these trades, which are of one symbol and minute. */
  static Candle bar(Trade... trades) {
    return gathered(Arrays.asList(trades))
        .toCandle(EXCHANGE, trades[0].symbol(), trades[0].minute());
  }

  /** The 1m bars of these trades, which are of one symbol. */
  static List<Candle> minuteBars(Collection<Trade> trades) {
    Map<Long, BarBuilder> minutes = new TreeMap<>();
    for (Trade trade : trades) {
      trade.addTo(minutes.computeIfAbsent(trade.minute(), minute -> new BarBuilder()));
    }

    String symbol = trades.stream().map(Trade::symbol).findFirst().orElse("");
    return minutes.entrySet().stream()
        .map(minute -> minute.getValue().toCandle(EXCHANGE, symbol, minute.getKey()))
        .toList();
  }

  static BigDecimal decimal(String number) {
    return new BigDecimal(number);
  }

  /** A trade of quantity 1 bought at 1 unless told otherwise. */
  record Trade(
      String symbol,
      long timeMicros,
      BigDecimal price,
      BigDecimal quantity,
      boolean buy,
      long sequence,
      int partition,
      long offset) {

    Trade at(String time) {
      return at(micros(time));
    }

    Trade at(long micros) {
      return new Trade(symbol, micros, price, quantity, buy, sequence, partition, offset);
    }

    Trade price(String number) {
      return new Trade(
          symbol, timeMicros, decimal(number), quantity, buy, sequence, partition, offset);
    }

    Trade quantity(String number) {
      return new Trade(
          symbol, timeMicros, price, decimal(number), buy, sequence, partition, offset);
    }

    Trade sold() {
      return new Trade(symbol, timeMicros, price, quantity, false, sequence, partition, offset);
    }

    Trade sequence(long number) {
      return new Trade(symbol, timeMicros, price, quantity, buy, number, partition, offset);
    }

    Trade from(int kafkaPartition, long kafkaOffset) {
      return new Trade(
          symbol, timeMicros, price, quantity, buy, sequence, kafkaPartition, kafkaOffset);
    }

    long minute() {
      return CandleInterval.ONE_MINUTE.openMicros(timeMicros);
    }

    void addTo(BarBuilder bar) {
      bar.add(price, quantity, buy, timeMicros, sequence, partition, offset);
    }
  }
}
