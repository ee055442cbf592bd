package io.sluice.audit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * Holds bars against what they should be: those of a minute against its trades, those of a coarser
 * interval against the bars that they are rolled up from. Pure; for contracts without empty bars.
 */
final class BarsJudge {
  private static final String FINEST = "1m";
  private static final List<String> INTERVALS =
      List.of(FINEST, "5m", "15m", "1h", "4h", "1d", "1w", "1mo");
  private static final int DIGITS = 38;
  private static final CalendarWindows CALENDAR = new CalendarWindows();
  private static final VwapHolds VWAP = new VwapHolds();

  private final MinutesInQuestion minutes;
  private final Set<BarWindow> touched;
  private final int priceScale;
  private final int quantityScale;

  /**
   * A judge.
   *
   * @param changed windows whose bars are not as main has them
   * @param priceScale digits after the point of the trades' price
   * @param quantityScale those of their quantity
   */
  BarsJudge(
      MinutesInQuestion minutes, Collection<BarWindow> changed, int priceScale, int quantityScale) {
    this.minutes = minutes;
    this.touched = new HashSet<>(changed);
    this.priceScale = priceScale;
    this.quantityScale = quantityScale;
    minutes
        .bySymbol()
        .forEach(
            (symbol, bars) ->
                bars.keySet()
                    .forEach(
                        minute -> {
                          touched.add(new BarWindow(symbol, FINEST, minute));
                          for (Row window : CALENDAR.call(minute)) {
                            touched.add(
                                new BarWindow(symbol, window.getString(0), window.getLong(2)));
                          }
                        }));
  }

  /** The windows in question by interval: the bars of these, and what they are rolled up from. */
  Map<String, DayRanges> needed() {
    Map<String, DayRanges> needed = new HashMap<>();
    Function<String, DayRanges> of =
        interval -> needed.computeIfAbsent(interval, each -> new DayRanges());
    Map<String, Set<Long>> opens = new HashMap<>();
    for (BarWindow window : touched) {
      // Nothing is rolled up from or to a bar of another interval: it differs as it is.
      if (!INTERVALS.contains(window.interval())) {
        continue;
      }
      opens.computeIfAbsent(window.interval(), each -> new TreeSet<>()).add(window.openMicros());
    }
    opens.forEach(
        (interval, times) ->
            times.forEach(
                open -> {
                  of.apply(interval).addTime(open, open + 1);
                  Stream.of(CALENDAR.call(open))
                      .filter(window -> window.getString(0).equals(interval))
                      .filter(window -> window.getLong(3) <= minutes.through())
                      .forEach(
                          window ->
                              of.apply(window.getString(1))
                                  .addTime(window.getLong(2), window.getLong(3)));
                }));
    long from = minutes.from();
    if (from == Long.MIN_VALUE) {
      INTERVALS.forEach(interval -> of.apply(interval).addEverything());
    } else if (from < minutes.through()) {
      of.apply(FINEST).addTime(from, minutes.through());
      for (Row window : CALENDAR.call(from)) {
        if (window.getLong(3) <= minutes.through()) {
          of.apply(window.getString(0)).addTime(window.getLong(2), minutes.through());
          of.apply(window.getString(1)).addTime(window.getLong(2), minutes.through());
        }
      }
    }
    return needed;
  }

  /**
   * The windows whose bar differs, is missing, has no trades, or is there twice.
   *
   * @param bars all that {@link #needed()} names; others do no harm
   */
  List<BarWindow> differing(List<AuditedBar> bars) {
    List<BarWindow> differing = new ArrayList<>();
    Map<BarWindow, List<AuditedBar>> actual = new HashMap<>();
    Map<BarWindow, RollUp> rollUps = new HashMap<>();
    for (AuditedBar bar : bars) {
      actual.computeIfAbsent(bar.window(), each -> new ArrayList<>(1)).add(bar);
      for (Row window : CALENDAR.call(bar.openMicros())) {
        long close = window.getLong(3);
        BarWindow coarser = new BarWindow(bar.symbol(), window.getString(0), window.getLong(2));
        if (window.getString(1).equals(bar.interval())
            && close <= minutes.through()
            && isInQuestion(coarser, close)) {
          rollUps.computeIfAbsent(coarser, each -> new RollUp(close)).add(bar);
        }
      }
    }
    minutes
        .bySymbol()
        .forEach((symbol, trades) -> differing.addAll(missing(symbol, trades, actual.keySet())));
    rollUps.keySet().stream().filter(window -> !actual.containsKey(window)).forEach(differing::add);
    actual.forEach(
        (window, same) -> {
          for (AuditedBar bar : same) {
            if (isInQuestion(window, bar.closeMicros()) && !holds(bar, rollUps.get(window))) {
              differing.add(window);
            }
          }
          if (same.size() > 1) {
            differing.add(window);
          }
        });
    return differing;
  }

  private static List<BarWindow> missing(
      Leading symbol, NavigableMap<Long, MinuteBar> trades, Set<BarWindow> actual) {
    return trades.keySet().stream()
        .map(minute -> new BarWindow(symbol, FINEST, minute))
        .filter(window -> !actual.contains(window))
        .toList();
  }

  private boolean isInQuestion(BarWindow window, long closeMicros) {
    return touched.contains(window)
        || (window.interval().equals(FINEST) ? window.openMicros() : closeMicros - 1)
            >= minutes.from();
  }

  private boolean holds(AuditedBar bar, RollUp rollUp) {
    if (!VWAP.call(bar.vwap(), bar.quoteVolume(), bar.volume())) {
      return false;
    }
    if (!bar.interval().equals(FINEST)) {
      return rollUp != null && rollUp.isBar(bar);
    }
    NavigableMap<Long, MinuteBar> trades = minutes.bySymbol().get(bar.symbol());
    MinuteBar expected = trades == null ? null : trades.get(bar.openMicros());
    return expected != null
        && bar.closeMicros() == bar.openMicros() + 60_000_000L
        && expected.isBar(bar, priceScale, quantityScale);
  }

  /** Finer bars of one window. */
  private static final class RollUp {
    private final long closeMicros;
    private final List<AuditedBar> bars = new ArrayList<>();

    RollUp(long closeMicros) {
      this.closeMicros = closeMicros;
    }

    void add(AuditedBar bar) {
      bars.add(bar);
    }

    boolean isBar(AuditedBar bar) {
      AuditedBar first = bars.stream().min(Comparator.comparing(AuditedBar::openMicros)).get();
      AuditedBar last = bars.stream().max(Comparator.comparing(AuditedBar::openMicros)).get();
      return bar.closeMicros() == closeMicros
          && bar.tradeCount() == bars.stream().mapToLong(AuditedBar::tradeCount).sum()
          && same(bar.open(), first.open())
          && same(bar.close(), last.close())
          && same(bar.high(), known(AuditedBar::high).max(Comparator.naturalOrder()).orElse(null))
          && same(bar.low(), known(AuditedBar::low).min(Comparator.naturalOrder()).orElse(null))
          && same(bar.volume(), sum(AuditedBar::volume))
          && same(bar.quoteVolume(), sum(AuditedBar::quoteVolume))
          && same(bar.buyVolume(), sum(AuditedBar::buyVolume))
          && Objects.equals(bar.firstSequence(), first.firstSequence())
          && Objects.equals(bar.lastSequence(), last.lastSequence());
    }

    private Stream<BigDecimal> known(Function<AuditedBar, BigDecimal> figure) {
      return bars.stream().map(figure).filter(Objects::nonNull);
    }

    /** Null where one is not known, or the column has no room for it. */
    private BigDecimal sum(Function<AuditedBar, BigDecimal> figure) {
      if (known(figure).count() < bars.size()) {
        return null;
      }
      BigDecimal sum = known(figure).reduce(BigDecimal.ZERO, BigDecimal::add);
      return sum.precision() > DIGITS ? null : sum;
    }

    private static boolean same(BigDecimal one, BigDecimal other) {
      return one == null ? other == null : other != null && one.compareTo(other) == 0;
    }
  }
}
