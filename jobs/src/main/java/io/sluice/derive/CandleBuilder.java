package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import io.sluice.contract.Contract;
import io.sluice.contract.EmptyBars;
import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.lake.StagingCommit;
import io.sluice.market.CandleInterval;
import io.sluice.market.Range;
import io.sluice.market.TradeColumns;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestState;
import io.sluice.state.Micros;
import io.sluice.state.Snapshots;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the bars on staging up to the trades on staging, one commit a batch.
 *
 * <p>A batch takes staging as it is, compares the trades with those that the bars were built from,
 * moves the watermark, and rebuilds the bars whose windows closed and those whose trades changed.
 * What it was built from stands in the commit's summary: that is all the state there is, so there
 * is no checkpoint to lose and every candle state equals its trades state by construction. A batch
 * closes windows up to the end of a calendar month at most; a long catch-up takes several.
 */
public final class CandleBuilder {
  /** The reason of bars that trades changed after they were closed. */
  public static final String LATE = "late";

  private static final String RECONCILE = "reconcile";

  private static final Logger LOG = LoggerFactory.getLogger(CandleBuilder.class);
  private static final int TRIES = 5;

  private final Lake lake;
  private final Contract contract;
  private final Clock clock;
  private final Consumer<CandleResult> progress;
  private final EmptyBars emptyBars;
  private final String table;

  public CandleBuilder(Lake lake, Contract contract, Clock clock) {
    this(lake, contract, clock, result -> {});
  }

  /**
   * A builder that reports.
   *
   * @param progress gets the result of each commit that is followed by another
   */
  public CandleBuilder(Lake lake, Contract contract, Clock clock, Consumer<CandleResult> progress) {
    this.lake = lake;
    this.contract = contract;
    this.clock = clock;
    this.progress = progress;
    var policy =
        contract
            .candles()
            .orElseThrow(
                () ->
                    new SluiceException(
                        "Cannot build candles: the contract asks for none: " + contract.dataset()));
    this.emptyBars = policy.emptyBars();
    this.table = policy.table();
  }

  /** One round in the course of a stream: windows close as the watermark passes their end. */
  public CandleResult advance() {
    return advance(false, Optional.empty());
  }

  /**
   * One round that also closes every window that ended before the newest trade.
   *
   * @param closeUntil further windows to close, those that end at or before it
   */
  public CandleResult catchUp(Optional<Instant> closeUntil) {
    return advance(true, closeUntil);
  }

  private CandleResult advance(boolean caughtUp, Optional<Instant> closeUntil) {
    CandleResult all = CandleResult.NOTHING;
    while (true) {
      Step step = computed(() -> step(caughtUp, closeUntil));
      all = all.then(step.result());
      if (!step.more()) {
        return all;
      }
      progress.accept(step.result());
    }
  }

  private record Step(CandleResult result, boolean more) {}

  /** A batch is computed again where another driver was faster: reconcile beside run, say. */
  private static <T> T computed(Supplier<T> batch) {
    for (int tried = 1; tried < TRIES; tried++) {
      try {
        return batch.get();
      } catch (ConflictException e) {
        LOG.warn("{}; computing again", e.getMessage());
      }
    }
    return batch.get();
  }

  private Step step(boolean caughtUp, Optional<Instant> closeUntil) {
    StagingCommit commit = begin();
    Table trades = lake.table(contract.dataset(), References.STAGING + "#" + commit.baseHash());
    Optional<IngestState> ingested = IngestState.of(trades);
    if (ingested.isEmpty()) {
      requireEmpty(trades, contract.dataset());
      return new Step(CandleResult.NOTHING, false);
    }
    Optional<DerivedState> last = DerivedState.of(commit.table(table));
    if (last.isEmpty()) {
      requireEmpty(commit.table(table), table);
    }
    long snapshot = trades.currentSnapshot().snapshotId();
    DerivedState before = last.orElse(new DerivedState(-1, commit.baseHash(), Range.BEGINNING, 0));
    long from = before.closedThroughMicros();
    long target =
        Math.max(
            from,
            Watermark.closedThrough(
                ingested.get(), caughtUp, closeUntil, contract.lateness(), clock.instant()));
    if (target == from && before.sourceSnapshotId() == snapshot) {
      return new Step(CandleResult.NOTHING, false);
    }
    Dataset<Row> rows =
        lake.spark().table(lake.name(contract.dataset(), References.STAGING, commit.baseHash()));
    Range closing = closing(rows, from, target);
    DerivedState next =
        new DerivedState(snapshot, commit.baseHash(), closing.toMicros(), before.rows());
    boolean same = before.sourceSnapshotId() == snapshot || from == Range.BEGINNING;
    try (FileReader reader = new FileReader(lake.spark());
        ChangedMinutes changed =
            same
                ? ChangedMinutes.none(lake)
                : ChangedMinutes.since(
                    lake,
                    contract.dataset(),
                    before,
                    new Frozen(
                        trades,
                        lake.name(contract.dataset(), References.STAGING, commit.baseHash())),
                    new Frozen(
                        commit.table(table),
                        lake.name(table, References.STAGING, commit.baseHash())),
                    reader)) {
      CandleBatch.Plan plan = new CandleBatch.Plan(closing, from, before, next, LATE);
      CandleResult result =
          new CandleBatch(lake, commit, table, reader, rows, emptyBars, plan).run(changed);
      return new Step(result, closing.toMicros() < target);
    }
  }

  private StagingCommit begin() {
    return StagingCommit.begin(
        lake, List.of(table), contract.keepSnapshots(), DerivedState.SOURCE_SNAPSHOT);
  }

  /** Rows whose state is not known are no beginning: their bars would be built over others. */
  private static void requireEmpty(Table table, String name) {
    if (Snapshots.totalRecords(table) > 0) {
      throw new SluiceException(
          "Cannot build candles: the table on staging has rows but no snapshot of Sluice's own, so"
              + " what they hold is not known: "
              + name);
    }
  }

  /** What closes now of the time up to the target: no more than one month that has trades. */
  private Range closing(Dataset<Row> trades, long from, long target) {
    boolean first = from == Range.BEGINNING;
    if (target == from || (!first && target == Watermark.step(from, target, from))) {
      return new Range(from, target);
    }
    Optional<Long> trade =
        first(trades, TradeColumns.EVENT_TIME, from)
            .filter(micros -> micros < target)
            .map(CandleInterval.ONE_MINUTE::openMicros);
    if (trade.isEmpty()) {
      return new Range(first ? target : from, target);
    }
    // Flat bars of months without a trade are made month by month as well.
    long start = first || emptyBars == EmptyBars.NONE ? trade.get() : from;
    return new Range(first ? start : from, Watermark.step(start, target, start));
  }

  private static Optional<Long> first(Dataset<Row> rows, String timeColumn, long from) {
    Dataset<Row> later =
        from == Range.BEGINNING ? rows : rows.where(col(timeColumn).geq(lit(Micros.instant(from))));
    Row first =
        later.agg(min(col(timeColumn)).as("first")).select(unix_micros(col("first"))).head();
    return first.isNullAt(0) ? Optional.empty() : Optional.of(first.getLong(0));
  }

  /**
   * Recomputes the closed bars of a range from their trades and revises those that differ, one
   * commit a month.
   *
   * @param fromMicros start, µs since the epoch UTC; taken down to the minute
   * @param toMicros end, exclusive; taken up to the minute
   */
  public CandleResult reconcile(long fromMicros, long toMicros) {
    Optional<DerivedState> state = DerivedState.of(begin().table(table));
    if (state.isEmpty() || state.get().closedThroughMicros() == Range.BEGINNING) {
      return CandleResult.NOTHING;
    }
    long closed = state.get().closedThroughMicros();
    long earliest =
        Math.min(
            first(trades(state.get()), TradeColumns.EVENT_TIME, Range.BEGINNING).orElse(closed),
            first(
                    lake.spark().table(lake.name(table, References.STAGING)),
                    "open_time",
                    Range.BEGINNING)
                .orElse(closed));
    long from = CandleInterval.ONE_MINUTE.openMicros(Math.max(fromMicros, earliest));
    long to = Math.min(-CandleInterval.ONE_MINUTE.openMicros(-toMicros), closed);
    List<Range> months = from < to ? new Range(from, to).months() : List.of();
    CandleResult all = CandleResult.NOTHING;
    for (Range month : months) {
      CandleResult result = computed(() -> reconcile(month)).through(month.toMicros());
      all = all.then(result);
      if (month.toMicros() < to) {
        progress.accept(result);
      }
    }
    return all;
  }

  private CandleResult reconcile(Range month) {
    StagingCommit commit = begin();
    DerivedState state = DerivedState.of(commit.table(table)).orElseThrow();
    long closed = state.closedThroughMicros();
    CandleBatch.Plan plan = new CandleBatch.Plan(month, closed, state, state, RECONCILE);
    try (FileReader reader = new FileReader(lake.spark());
        ChangedMinutes none = ChangedMinutes.none(lake)) {
      return new CandleBatch(lake, commit, table, reader, trades(state), emptyBars, plan).run(none);
    }
  }

  /** The trades that a state of the bars was built from. */
  private Dataset<Row> trades(DerivedState state) {
    return lake.spark()
        .table(lake.name(contract.dataset(), References.STAGING, state.sourceHash()));
  }
}
