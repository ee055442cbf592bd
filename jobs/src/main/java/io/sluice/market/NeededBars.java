package io.sluice.market;

import io.sluice.contract.EmptyBars;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which published bars of a symbol must be at hand to bring the bars of some minutes up to date.
 * Whoever reads bars for a {@link CandleRevision} asks here; more bars do no harm.
 *
 * <p>A window is touched if it holds a minute in question. Needed are the bars of all touched
 * windows and, as a roll-up takes all bars of its window, for each interval the bars in touched
 * windows of the {@linkplain CandleInterval#coarser() intervals rolled up from it}. Flat bars
 * follow the close before them: under {@link EmptyBars#FLAT} every window from the first minute in
 * question on is touched, and the minute before it is needed too.
 */
public final class NeededBars {
  private final Map<CandleInterval, Ranges> openings;

  private NeededBars(Map<CandleInterval, Ranges> openings) {
    this.openings = openings;
  }

  /**
   * The bars needed for the minutes in question.
   *
   * @param untilMicros up to where bars are brought up to date, µs since the epoch
   */
  public static NeededBars of(Ranges inQuestion, EmptyBars emptyBars, long untilMicros) {
    List<Range> touched = inQuestion.list();
    if (emptyBars == EmptyBars.FLAT && !touched.isEmpty()) {
      long first = inQuestion.first();
      touched = List.of(new Range(first, Math.max(first, untilMicros)));
    }

    Map<CandleInterval, Ranges> openings = new EnumMap<>(CandleInterval.class);
    for (CandleInterval interval : CandleInterval.values()) {
      List<Range> ranges = new ArrayList<>();
      for (Range range : touched) {
        ranges.add(whole(interval, range));
        interval.coarser().forEach(coarser -> ranges.add(whole(coarser, range)));
      }

      if (emptyBars == EmptyBars.FLAT && interval == CandleInterval.ONE_MINUTE) {
        touched.stream()
            .map(range -> range.fromMicros())
            .filter(from -> from != Range.BEGINNING)
            .forEach(from -> ranges.add(new Range(from - CandleInterval.MINUTE_MICROS, from)));
      }

      openings.put(interval, Ranges.of(ranges));
    }

    return new NeededBars(openings);
  }

  /** The whole windows that a range meets. */
  private static Range whole(CandleInterval interval, Range range) {
    if (range.isEmpty()) {
      return range;
    }

    long from =
        range.fromMicros() == Range.BEGINNING
            ? Range.BEGINNING
            : interval.openMicros(range.fromMicros());
    return new Range(from, interval.closeMicros(interval.openMicros(range.toMicros() - 1)));
  }

  /** When the needed bars of an interval open. */
  public Ranges openings(CandleInterval interval) {
    return openings.get(interval);
  }

  /** Whether the bar of that interval and opening is needed. */
  public boolean hold(CandleInterval interval, long openMicros) {
    return openings.get(interval).holds(openMicros);
  }
}
