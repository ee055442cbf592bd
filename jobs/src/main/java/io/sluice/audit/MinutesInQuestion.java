package io.sluice.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The minutes whose bars are in question: those with trades that main does not have, and those that
 * were closed since main's state; with what all their trades make. Pure.
 */
final class MinutesInQuestion {
  private static final long MINUTE = 60_000_000L;

  private final long from;
  private final long through;
  private final List<FileFigures> added;
  private final Map<Leading, NavigableMap<Long, MinuteBar>> minutes = new HashMap<>();

  /**
   * Those of the added files.
   *
   * @param from up to when main's bars are closed, µs since the epoch
   * @param through up to when the candidate's are
   * @param old whether a file holds nothing but rows that main has in another file
   * @param changed windows whose bars are not as main has them
   */
  MinutesInQuestion(
      long from,
      long through,
      Collection<FileFigures> added,
      Predicate<FileFigures> old,
      Collection<BarWindow> changed) {
    this.from = from;
    this.through = through;
    this.added = List.copyOf(added);
    for (FileFigures file : added) {
      touch(file, old.test(file) ? from : Long.MIN_VALUE);
    }
    for (BarWindow window : changed) {
      if (window.interval().equals("1m") && window.openMicros() < through) {
        of(window.symbol()).put(window.openMicros(), new MinuteBar());
      }
    }
  }

  private NavigableMap<Long, MinuteBar> of(Leading symbol) {
    return minutes.computeIfAbsent(symbol, each -> new TreeMap<>());
  }

  private void touch(FileFigures file, long since) {
    if (since < through) {
      file.bars()
          .bySymbol()
          .forEach(
              (symbol, bars) -> {
                NavigableMap<Long, MinuteBar> some = bars.subMap(since, true, through, false);
                if (!some.isEmpty()) {
                  NavigableMap<Long, MinuteBar> here = of(symbol);
                  some.keySet().forEach(minute -> here.put(minute, new MinuteBar()));
                }
              });
    }
  }

  /** Takes in the files that main has too, and adds up the trades. */
  MinutesInQuestion with(List<FileFigures> common) {
    common.forEach(file -> touch(file, from));
    List<FileFigures> all = new ArrayList<>(added);
    all.addAll(common);
    for (FileFigures file : all) {
      file.bars().bySymbol().forEach(this::add);
    }
    // A bar may have been there without a trade.
    minutes.values().forEach(bars -> bars.values().removeIf(MinuteBar::isEmpty));
    return this;
  }

  private void add(Leading symbol, NavigableMap<Long, MinuteBar> bars) {
    NavigableMap<Long, MinuteBar> here = minutes.get(symbol);
    if (here != null) {
      bars.forEach(
          (minute, bar) -> {
            MinuteBar sum = here.get(minute);
            if (sum != null) {
              sum.add(bar);
            }
          });
    }
  }

  /** Up to when main's bars are closed, µs since the epoch. */
  long from() {
    return from;
  }

  /** Up to when the candidate's are. */
  long through() {
    return through;
  }

  /** What the trades of each minute make. */
  Map<Leading, NavigableMap<Long, MinuteBar>> bySymbol() {
    return minutes;
  }

  /** Their times, of whatever symbol; those closed since main's state among them. */
  DayRanges times() {
    DayRanges times = new DayRanges().addTime(from, through);
    minutes.values().stream()
        .flatMap(each -> each.keySet().stream())
        .distinct()
        .sorted()
        .forEach(minute -> times.addTime(minute, minute + MINUTE));
    return times;
  }

  /** What is to be gathered of files that main has too. */
  MinuteFilter filter() {
    return MinuteFilter.of(from, minutes);
  }
}
