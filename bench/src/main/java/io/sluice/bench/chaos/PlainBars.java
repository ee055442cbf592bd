package io.sluice.bench.chaos;

import io.sluice.feed.generator.GeneratedTrade;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bars once more, from the trades and as plainly as it can be said: every interval straight from
 * its trades, by calendar arithmetic. Shares no code with what it checks.
 */
final class PlainBars {
  private static final List<String> INTERVALS =
      List.of("1m", "5m", "15m", "1h", "4h", "1d", "1w", "1mo");

  private PlainBars() {}

  /** What tells one bar from another. */
  record Key(String interval, String exchange, String symbol, Instant open)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }

    /** The same symbol's window that opens then. */
    Key at(Instant other) {
      return new Key(interval, exchange, symbol, other);
    }
  }

  /** A bar; amounts without trailing zeros. */
  record Bar(
      Instant closeTime,
      BigDecimal open,
      BigDecimal high,
      BigDecimal low,
      BigDecimal close,
      BigDecimal volume,
      BigDecimal quoteVolume,
      BigDecimal buyVolume,
      long tradeCount) {

    /** A later window without trades: at this one's close. */
    Bar flat(Instant end) {
      BigDecimal none = BigDecimal.ZERO;
      return new Bar(end, close, close, close, close, none, none, none, 0);
    }
  }

  /**
   * The bars of all windows that ended by the minute of the newest trade.
   *
   * @param flat whether windows without trades have a bar, from a symbol's first trade on
   */
  static Map<Key, Bar> closed(List<GeneratedTrade> trades, boolean flat) {
    Instant through =
        trades.stream()
            .map(trade -> Instant.ofEpochMilli(trade.eventTimeMillis()))
            .max(Instant::compareTo)
            .map(newest -> newest.truncatedTo(ChronoUnit.MINUTES))
            .orElse(Instant.MIN);
    Map<Key, Sums> sums = new TreeMap<>();
    for (GeneratedTrade trade : trades) {
      for (String interval : INTERVALS) {
        LocalDateTime open = open(interval, trade.eventTimeMillis());
        Instant end = close(interval, open).toInstant(ZoneOffset.UTC);
        Key key =
            new Key(interval, trade.exchange(), trade.symbol(), open.toInstant(ZoneOffset.UTC));
        sums.computeIfAbsent(key, unused -> new Sums(end)).add(trade);
      }
    }
    Map<Key, Bar> bars = new TreeMap<>();
    sums.forEach((key, each) -> bars.put(key, each.bar()));
    if (flat) {
      bars.putAll(between(bars, through));
    }
    bars.values().removeIf(bar -> bar.closeTime().isAfter(through));
    return bars;
  }

  /** A bar for each window after one with trades, at its close, until the next one with trades. */
  private static Map<Key, Bar> between(Map<Key, Bar> traded, Instant through) {
    Map<Key, Bar> flat = new TreeMap<>();
    traded.forEach(
        (key, bar) -> {
          Instant open = bar.closeTime();
          Key next = key.at(open);
          while (open.isBefore(through) && !traded.containsKey(next)) {
            LocalDateTime begin = LocalDateTime.ofInstant(open, ZoneOffset.UTC);
            Instant end = close(key.interval(), begin).toInstant(ZoneOffset.UTC);
            flat.put(next, bar.flat(end));
            open = end;
            next = key.at(open);
          }
        });
    return flat;
  }

  private static LocalDateTime open(String interval, long eventMillis) {
    LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(eventMillis), ZoneOffset.UTC);
    LocalDateTime minute = time.truncatedTo(ChronoUnit.MINUTES);
    LocalDateTime hour = time.truncatedTo(ChronoUnit.HOURS);
    LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (interval) {
      case "1m" -> minute;
      case "5m" -> minute.minusMinutes(minute.getMinute() % 5);
      case "15m" -> minute.minusMinutes(minute.getMinute() % 15);
      case "1h" -> hour;
      case "4h" -> hour.minusHours(hour.getHour() % 4);
      case "1d" -> day;
      case "1w" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case "1mo" -> day.withDayOfMonth(1);
      default -> throw new IllegalArgumentException("Cannot build bars: interval: " + interval);
    };
  }

  private static LocalDateTime close(String interval, LocalDateTime open) {
    return switch (interval) {
      case "1m" -> open.plusMinutes(1);
      case "5m" -> open.plusMinutes(5);
      case "15m" -> open.plusMinutes(15);
      case "1h" -> open.plusHours(1);
      case "4h" -> open.plusHours(4);
      case "1d" -> open.plusDays(1);
      case "1w" -> open.plusWeeks(1);
      case "1mo" -> open.plusMonths(1);
      default -> throw new IllegalArgumentException("Cannot build bars: interval: " + interval);
    };
  }

  private static final class Sums {
    private final Instant closeTime;
    private GeneratedTrade first;
    private GeneratedTrade last;
    private BigDecimal high;
    private BigDecimal low;
    private BigDecimal volume = BigDecimal.ZERO;
    private BigDecimal quoteVolume = BigDecimal.ZERO;
    private BigDecimal buyVolume = BigDecimal.ZERO;
    private long tradeCount;

    Sums(Instant closeTime) {
      this.closeTime = closeTime;
    }

    void add(GeneratedTrade trade) {
      first = first == null || isBefore(trade, first) ? trade : first;
      last = last == null || isBefore(last, trade) ? trade : last;
      high = high == null ? trade.price() : high.max(trade.price());
      low = low == null ? trade.price() : low.min(trade.price());
      volume = volume.add(trade.quantity());
      quoteVolume = quoteVolume.add(trade.price().multiply(trade.quantity()));
      if (trade.side().equals("buy")) {
        buyVolume = buyVolume.add(trade.quantity());
      }
      tradeCount++;
    }

    /** Within a symbol the ids ascend in the venue's order. */
    private static boolean isBefore(GeneratedTrade one, GeneratedTrade other) {
      return one.eventTimeMillis() != other.eventTimeMillis()
          ? one.eventTimeMillis() < other.eventTimeMillis()
          : one.tradeId() < other.tradeId();
    }

    Bar bar() {
      return new Bar(
          closeTime,
          first.price().stripTrailingZeros(),
          high.stripTrailingZeros(),
          low.stripTrailingZeros(),
          last.price().stripTrailingZeros(),
          volume.stripTrailingZeros(),
          quoteVolume.stripTrailingZeros(),
          buyVolume.stripTrailingZeros(),
          tradeCount);
    }
  }
}
