package io.sluice.market;

import static java.util.Objects.requireNonNull;

import io.sluice.contract.EmptyBars;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
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
    List<Candle> copies = new ArrayList<>();
    for (Candle bar : request.existing()) {
      Candle copy = of(published, bar.interval()).put(bar.openTimeMicros(), bar);
      if (copy != null && request.questions(bar)) {
        copies.add(copy);
      }
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

    return result(changes, copies, current);
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
      if (members.isEmpty()) {
        bars.remove(open);
      } else {
        bars.put(open, RollUp.rollUp(List.copyOf(members.values()), to));
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
        if (request.inQuestion().meets(new Range(open, to.closeMicros(open)))) {
          windows.add(open);
        }
      }
    }

    windows.removeIf(open -> to.closeMicros(open) > request.closedThroughMicros());
    return windows;
  }

  private static Result result(
      Map<CandleInterval, BarChanges> changes,
      List<Candle> copies,
      Map<CandleInterval, NavigableMap<Long, Candle>> current) {
    List<Candle> added = new ArrayList<>();
    List<Candle> revised = new ArrayList<>();
    List<Candle> removed = new ArrayList<>();
    for (BarChanges level : changes.values()) {
      added.addAll(level.added());
      revised.addAll(level.revised());
      removed.addAll(level.removed());
    }

    List<Candle> single = new ArrayList<>();
    for (Candle copy : copies) {
      Candle bar = current.get(copy.interval()).get(copy.openTimeMicros());
      boolean rewritten = bar == null || changes.get(copy.interval()).changes(bar);
      if (!rewritten && !single.contains(bar)) {
        single.add(bar);
      }
    }

    return new Result(added, revised, removed, copies, single);
  }

  private static NavigableMap<Long, Candle> of(
      Map<CandleInterval, NavigableMap<Long, Candle>> levels, CandleInterval interval) {
    return levels.computeIfAbsent(interval, key -> new TreeMap<>());
  }

  /**
   * What is known of one symbol, and up to when its bars are closed.
   *
   * @param existing the published bars that can matter, of all intervals, in any order: at least
   *     those that {@link NeededBars} names for the minutes in question up to closedThrough
   * @param rebuilt 1m bars built from <em>all</em> trades of their minute: one for each minute in
   *     question that has trades
   * @param inQuestion the minutes to bring up to date: those that close now, those that a late,
   *     changed or removed trade touched, those to reconcile. Published 1m bars there without a
   *     rebuilt one (or a legal flat one) are removed, and copies of bars
   * @param closedFromMicros a minute's start, microseconds since the epoch: what ends by then was
   *     closed earlier; {@link Long#MIN_VALUE} if nothing was
   * @param closedThroughMicros a minute's start, microseconds since the epoch: bars that end by
   *     then are brought up to date, later ones are left alone
   * @param reason for bars revised, and for bars added after their time, such as {@code late}
   */
  public record Request(
      List<Candle> existing,
      List<Candle> rebuilt,
      Ranges inQuestion,
      long closedFromMicros,
      long closedThroughMicros,
      EmptyBars emptyBars,
      String reason) {
    public Request {
      existing = List.copyOf(existing);
      rebuilt = List.copyOf(rebuilt);
      requireNonNull(emptyBars, "emptyBars");
      requireNonNull(inQuestion, "inQuestion");
    }

    /** Whether bars that end then were closed by an earlier request. */
    boolean closedBefore(long closeMicros) {
      return closeMicros <= closedFromMicros;
    }

    /** Whether the bar's window holds a minute in question. */
    private boolean questions(Candle bar) {
      return inQuestion.meets(new Range(bar.openTimeMicros(), bar.closeTimeMicros()));
    }

    private void check() {
      for (Candle bar : rebuilt) {
        if (bar.interval() != CandleInterval.ONE_MINUTE) {
          throw cannot("a rebuilt bar is not of one minute", bar);
        } else if (bar.closeTimeMicros() > closedThroughMicros) {
          throw cannot("a rebuilt bar is not closed", bar);
        } else if (!inQuestion.holds(bar.openTimeMicros())) {
          throw cannot("a rebuilt bar is not in question", bar);
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

  /**
   * What to write, finest interval first and by time: no bar is in two of the first three lists.
   *
   * @param added bars that were not there
   * @param revised bars that replace a published one
   * @param removed bars to delete, as published but with the request's reason
   * @param copies published bars that are there once too often
   * @param single bars to leave there once, otherwise as they are: those with copies
   */
  public record Result(
      List<Candle> added,
      List<Candle> revised,
      List<Candle> removed,
      List<Candle> copies,
      List<Candle> single) {
    public Result {
      added = List.copyOf(added);
      revised = List.copyOf(revised);
      removed = List.copyOf(removed);
      copies = List.copyOf(copies);
      single = List.copyOf(single);
    }

    /** Whether everything was up to date. */
    public boolean isEmpty() {
      return added.isEmpty() && revised.isEmpty() && removed.isEmpty() && copies.isEmpty();
    }
  }
}
