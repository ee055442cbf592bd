package io.sluice.market;

import static java.util.Objects.requireNonNull;

import io.sluice.contract.EmptyBars;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings one symbol's published bars up to date with its trades: closes the bars whose time has
 * come and revises those that a late trade, or a reconciliation, has changed. Pure: what to write
 * comes back as a value, and once that is written, the same request has nothing more to say.
 *
 * <p>Each bar is compared with what is published. New: added, revision 0. Different: revised,
 * revision + 1, with the request's reason. Equal: not mentioned. A bar that is added although its
 * time was closed before carries the reason too.
 */
public final class CandleRevision {
  private CandleRevision() {}

  /**
   * What to write so that the bars are up to date, coarser ones included.
   *
   * @throws IllegalArgumentException if the request holds bars of several symbols, or rebuilt bars
   *     that are not of one minute or not closed
   */
  public static Result revise(Request request) {
    request.check();

    Map<CandleInterval, NavigableMap<Long, Candle>> published = new EnumMap<>(CandleInterval.class);
    for (Candle bar : request.existing()) {
      of(published, bar.interval()).put(bar.openTimeMicros(), bar);
    }

    Map<CandleInterval, NavigableMap<Long, Candle>> current = new EnumMap<>(CandleInterval.class);
    Map<CandleInterval, BarChanges> changes = new EnumMap<>(CandleInterval.class);
    // Finest first: each level is rolled up from the level below as it will be after the changes.
    for (CandleInterval interval : CandleInterval.values()) {
      NavigableMap<Long, Candle> before = of(published, interval);
      NavigableMap<Long, Candle> after =
          interval
              .finer()
              .map(
                  finer ->
                      rolledUp(request, interval, before, of(current, finer), changes.get(finer)))
              .orElseGet(() -> MinuteBars.upToDate(request, before));
      current.put(interval, after);
      changes.put(interval, BarChanges.between(before, after, request));
    }

    return result(changes);
  }

  private static NavigableMap<Long, Candle> rolledUp(
      Request request,
      CandleInterval to,
      NavigableMap<Long, Candle> published,
      NavigableMap<Long, Candle> finer,
      BarChanges finerChanges) {
    NavigableMap<Long, Candle> bars = new TreeMap<>(published);
    for (long open : windows(request, to, published, finer, finerChanges)) {
      NavigableMap<Long, Candle> members = finer.subMap(open, true, to.closeMicros(open), false);
      if (!members.isEmpty()) {
        bars.put(open, RollUp.rollUp(List.copyOf(members.values()), to));
      } else if (request.reconcile().isPresent()) {
        bars.remove(open);
      }
    }

    return bars;
  }

  /** The closed windows that need a look; found from bars, so that quiet times cost nothing. */
  private static NavigableSet<Long> windows(
      Request request,
      CandleInterval to,
      NavigableMap<Long, Candle> published,
      NavigableMap<Long, Candle> finer,
      BarChanges finerChanges) {
    NavigableSet<Long> windows = new TreeSet<>();
    for (long changed : finerChanges.openings()) {
      windows.add(to.openMicros(changed));
    }

    for (NavigableMap<Long, Candle> bars : List.of(finer, published)) {
      for (long bar : bars.keySet()) {
        long open = to.openMicros(bar);
        if (request.questions(open, to.closeMicros(open))) {
          windows.add(open);
        }
      }
    }

    windows.removeIf(open -> to.closeMicros(open) > request.closedThroughMicros());
    return windows;
  }

  private static Result result(Map<CandleInterval, BarChanges> changes) {
    List<Candle> added = new ArrayList<>();
    List<Candle> revised = new ArrayList<>();
    List<Candle> removed = new ArrayList<>();
    for (BarChanges level : changes.values()) {
      added.addAll(level.added());
      revised.addAll(level.revised());
      removed.addAll(level.removed());
    }

    return new Result(added, revised, removed);
  }

  private static NavigableMap<Long, Candle> of(
      Map<CandleInterval, NavigableMap<Long, Candle>> levels, CandleInterval interval) {
    return levels.computeIfAbsent(interval, key -> new TreeMap<>());
  }

  /**
   * What is known of one symbol, and up to when its bars are closed.
   *
   * <p>The <b>minutes in question</b> are those of {@code rebuilt}, those from {@code
   * closedFromMicros} to {@code closedThroughMicros}, and those of {@code reconcile}. A window is
   * <b>touched</b> if it holds a rebuilt minute, closes in (closedFrom, closedThrough], or overlaps
   * {@code reconcile}; under {@link EmptyBars#FLAT} also if it overlaps any time from the first
   * minute in question up to closedThrough, as flat bars follow the close before them.
   *
   * <p>{@code existing} must hold, as published so far, every bar of a touched window and, for each
   * interval, every bar whose window of the {@linkplain CandleInterval#coarser() next coarser}
   * interval is touched; under FLAT also the last 1m bar before the first minute in question. More
   * does no harm. Less would roll up windows from a part of their bars.
   *
   * @param existing the published bars that can matter, of all intervals, in any order
   * @param rebuilt 1m bars made anew of <em>all</em> trades of their minute: for each minute in
   *     [closedFrom, closedThrough) that has trades, each earlier one that a late trade touched,
   *     and each one in {@code reconcile} that has trades
   * @param closedFromMicros a minute's start, microseconds since the epoch: what ends by then was
   *     closed earlier; {@link Long#MIN_VALUE} if nothing was
   * @param closedThroughMicros a minute's start, microseconds since the epoch: bars that end by
   *     then are closed now, later ones are left alone
   * @param reason for bars revised, and for bars added after their time, such as {@code late}
   * @param reconcile where {@code rebuilt} is all there is: published 1m bars inside without a
   *     rebuilt one (or a legal flat one) are removed
   */
  public record Request(
      List<Candle> existing,
      List<Candle> rebuilt,
      long closedFromMicros,
      long closedThroughMicros,
      EmptyBars emptyBars,
      String reason,
      Optional<Range> reconcile) {
    public Request {
      existing = List.copyOf(existing);
      rebuilt = List.copyOf(rebuilt);
      requireNonNull(emptyBars, "emptyBars");
      requireNonNull(reconcile, "reconcile");
    }

    /** Whether bars that end then were closed by an earlier request. */
    boolean closedBefore(long closeMicros) {
      return closeMicros <= closedFromMicros;
    }

    /** Whether the window closes with this request or is to be reconciled. */
    private boolean questions(long openMicros, long closeMicros) {
      return !closedBefore(closeMicros)
          || reconcile.filter(range -> range.meets(openMicros, closeMicros)).isPresent();
    }

    private void check() {
      if (closedThroughMicros < closedFromMicros) {
        throw new IllegalArgumentException(
            "Cannot revise candles: closed through %d lies before closed from: %d"
                .formatted(closedThroughMicros, closedFromMicros));
      }

      for (Candle bar : rebuilt) {
        if (bar.interval() != CandleInterval.ONE_MINUTE) {
          throw cannot("a rebuilt bar is not of one minute", bar);
        } else if (bar.closeTimeMicros() > closedThroughMicros) {
          throw cannot("a rebuilt bar is not closed", bar);
        }
      }

      Candle first = rebuilt.isEmpty() ? null : rebuilt.get(0);
      for (List<Candle> bars : List.of(rebuilt, existing)) {
        for (Candle bar : bars) {
          first = first == null ? bar : first;
          if (!bar.exchange().equals(first.exchange()) || !bar.symbol().equals(first.symbol())) {
            throw cannot("more than one symbol", bar);
          }
        }
      }
    }

    private static IllegalArgumentException cannot(String reason, Candle bar) {
      return new IllegalArgumentException(
          "Cannot revise candles: %s: %s %s %s at %d"
              .formatted(
                  reason,
                  bar.exchange(),
                  bar.symbol(),
                  bar.interval().label(),
                  bar.openTimeMicros()));
    }
  }

  /** Times from {@code fromMicros} up to {@code toMicros}, exclusive; whole minutes, UTC. */
  public record Range(long fromMicros, long toMicros) {
    public Range {
      if (fromMicros > toMicros) {
        throw new IllegalArgumentException(
            "Cannot make a range: from %d lies after to: %d".formatted(fromMicros, toMicros));
      }
    }

    boolean meets(long openMicros, long closeMicros) {
      return openMicros < toMicros && closeMicros > fromMicros;
    }
  }

  /**
   * What to write, finest interval first and by time: no bar is in two of the lists.
   *
   * @param added bars that were not there
   * @param revised bars that replace a published one
   * @param removed bars to delete, as published but with the request's reason
   */
  public record Result(List<Candle> added, List<Candle> revised, List<Candle> removed) {
    public Result {
      added = List.copyOf(added);
      revised = List.copyOf(revised);
      removed = List.copyOf(removed);
    }

    /** Whether everything was up to date. */
    public boolean isEmpty() {
      return added.isEmpty() && revised.isEmpty() && removed.isEmpty();
    }
  }
}
