package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.EmptyBars;
import io.sluice.failure.ConflictException;
import io.sluice.failure.HaltPoint;
import io.sluice.lake.FileReader;
import io.sluice.lake.Lake;
import io.sluice.lake.StagingCommit;
import io.sluice.market.CandleInterval;
import io.sluice.market.NeededBars;
import io.sluice.market.Range;
import io.sluice.market.Ranges;
import io.sluice.market.TradeColumns;
import io.sluice.state.DerivedState;
import io.sluice.state.Micros;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * One commit of bars. It is computed in pages of a calendar month, so that memory is bounded by a
 * month of bars whatever is late, and files of other months are not read: each page sees the bars
 * as the pages before it left them. What runs over a page's end, a week or flat bars, makes the
 * first minute of the next month a question there.
 */
final class CandleBatch {
  private final Lake lake;
  private final StagingCommit commit;
  private final CandleFiles files;
  private final Dataset<Row> trades;
  private final EmptyBars emptyBars;
  private final Plan plan;
  private final Map<String, Long> counts = new HashMap<>();
  private boolean staged;

  /**
   * What to do.
   *
   * @param all the time in question for every symbol, in one month or without trades after the
   *     first; may be empty
   * @param closedFromMicros up to when bars were closed before
   * @param last the candles' state before; its closed-through is {@link Long#MIN_VALUE} at first
   * @param next their state after, rows aside
   * @param reason of bars revised
   */
  record Plan(
      Range all, long closedFromMicros, DerivedState last, DerivedState next, String reason) {}

  CandleBatch(
      Lake lake,
      StagingCommit commit,
      String table,
      FileReader reader,
      Dataset<Row> trades,
      EmptyBars emptyBars,
      Plan plan) {
    this.lake = lake;
    this.commit = commit;
    this.files = new CandleFiles(lake, commit, table, reader);
    this.trades = trades;
    this.emptyBars = emptyBars;
    this.plan = plan;
  }

  /**
   * Computes and commits; nothing where neither a bar nor the state has changed.
   *
   * @throws ConflictException where the candles have changed meanwhile: nothing was committed
   */
  CandleResult run(ChangedMinutes changed) {
    NavigableSet<Long> due = new TreeSet<>(changed.months());
    if (!plan.all().isEmpty()) {
      due.add(CandleInterval.ONE_MONTH.openMicros(plan.all().fromMicros()));
    }
    long through = plan.next().closedThroughMicros();
    List<Row> carried = List.of();
    while (!due.isEmpty()) {
      Page page = page(due.pollFirst(), through);
      carried = page(page, changed, carried, through);
      if (!carried.isEmpty()) {
        due.add(page.untilMicros());
      }
    }
    if (!staged && state().equals(plan.last())) {
      return CandleResult.NOTHING;
    }
    if (!staged) {
      files.add(CandleFiles.Written.NOTHING, state().toProperties());
    }
    HaltPoint.reached("candles-before-commit");
    try {
      commit.commit("candles", Map.of());
    } catch (ConflictException e) {
      files.discard();
      throw e;
    }
    return new CandleResult(
        true,
        count(CandleRows.ADDED),
        count(CandleRows.REVISED),
        count(CandleRows.REMOVED) + count(CandleRows.COPY),
        through);
  }

  /** A month's part of the batch; {@code all} may be empty. */
  private record Page(long fromMicros, long untilMicros, Range all) {}

  private Page page(long month, long through) {
    long end = Math.min(Range.monthAfter(month), through);
    boolean first = CandleInterval.ONE_MONTH.openMicros(plan.all().fromMicros()) == month;
    return first && !plan.all().isEmpty()
        ? new Page(month, Math.max(end, plan.all().toMicros()), plan.all())
        : new Page(month, end, new Range(month, month));
  }

  /** Stages a page's changes; the symbols that the next month must look at. */
  private List<Row> page(Page page, ChangedMinutes changed, List<Row> carried, long through) {
    boolean marked = !carried.isEmpty() || changed.months().contains(page.fromMicros());
    Dataset<Row> minutes =
        changed
            .in(new Range(page.fromMicros(), page.untilMicros()))
            .union(lake.spark().createDataFrame(carried, CandleRows.MINUTE))
            // The trades of these minutes are taken along with all others.
            .where(
                col("minute")
                    .lt(page.all().fromMicros())
                    .or(col("minute").geq(page.all().toMicros())))
            .distinct();
    Ranges days = marked ? ChangedMinutes.days(minutes) : Ranges.NONE;
    Dataset<Row> parts =
        BarParts.of(
            trades.where(TimeFilters.in(Ranges.of(List.of(page.all())), TradeColumns.EVENT_TIME)));
    if (marked) {
      parts =
          parts
              .union(BarParts.of(ChangedMinutes.trades(trades, minutes, days)))
              .union(BarParts.marks(minutes));
    }
    Dataset<Row> existing = existing(files.holding(needed(page, days)), page, minutes, days);
    CandleRevisions revisions =
        new CandleRevisions(
            page.all(), plan.closedFromMicros(), page.untilMicros(), emptyBars, plan.reason());
    Dataset<Row> changes = revisions.changes(parts, existing).persist();
    try {
      stage(changes);
      return page.untilMicros() < through ? carried(changes, page.untilMicros()) : List.of();
    } finally {
      changes.unpersist();
    }
  }

  /** The bars needed for the page's own time and for any minute of these days. */
  private NeededBars needed(Page page, Ranges days) {
    List<Range> ranges = new ArrayList<>(days.list());
    ranges.add(page.all());
    return NeededBars.of(Ranges.of(ranges), emptyBars, page.untilMicros());
  }

  /** Those needed for all symbols, and for the symbols with such minutes those of their days. */
  private Dataset<Row> existing(Dataset<Row> bars, Page page, Dataset<Row> minutes, Ranges days) {
    Column always = TimeFilters.rows(needed(page, Ranges.NONE));
    Dataset<Row> existing = bars.where(always);
    if (days.isEmpty()) {
      return existing;
    }
    return existing.unionByName(
        bars.where(TimeFilters.rows(needed(page, days)).and(always.equalTo(lit(false))))
            .join(
                minutes.select(TradeColumns.EXCHANGE, TradeColumns.SYMBOL).distinct(),
                new String[] {TradeColumns.EXCHANGE, TradeColumns.SYMBOL},
                "left_semi"));
  }

  private void stage(Dataset<Row> changes) {
    Map<String, Long> here = new HashMap<>();
    changes
        .groupBy(CandleRows.CHANGE)
        .count()
        .collectAsList()
        .forEach(row -> here.put(row.getString(0), row.getLong(1)));
    if (here.isEmpty()) {
      return;
    }
    here.forEach((change, count) -> counts.merge(change, count, Long::sum));
    CandleFiles.Written written = files.write(changes);
    files.add(written, plan.next().withRows(files.records() + written.growth()).toProperties());
    staged = true;
  }

  /** The first minute of the next month for each symbol whose changes run on there. */
  private List<Row> carried(Dataset<Row> changes, long until) {
    long week = CandleInterval.ONE_WEEK.openMicros(until - 1);
    Column runsOn = lit(false);
    if (CandleInterval.ONE_WEEK.closeMicros(week) > until) {
      runsOn =
          runsOn.or(
              col("interval")
                  .equalTo(CandleInterval.ONE_DAY.label())
                  .and(col("open_time").geq(lit(Micros.instant(week)))));
    }
    if (emptyBars == EmptyBars.FLAT) {
      runsOn =
          runsOn.or(
              col("interval")
                  .equalTo(CandleInterval.ONE_MINUTE.label())
                  .and(col("close_time").equalTo(lit(Micros.instant(until)))));
    }
    return changes
        .where(runsOn)
        .select(TradeColumns.EXCHANGE, TradeColumns.SYMBOL)
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> RowFactory.create(row.getString(0), row.getString(1), until))
        .toList();
  }

  private DerivedState state() {
    return plan.next().withRows(files.records());
  }

  private long count(String change) {
    return counts.getOrDefault(change, 0L);
  }
}
