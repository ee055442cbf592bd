package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

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
import io.sluice.market.CandleRevision.Range;
import io.sluice.market.TradeColumns;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestState;
import io.sluice.state.Snapshots;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the bars on staging up to the trades on staging, one commit a batch.
 *
 * <p>A batch takes both tables at one commit of staging, looks at what has changed in the trades
 * since the batch before, moves the watermark, and rebuilds the bars whose windows closed and those
 * whose trades changed. That commit and the watermark stand in the summary: they are all the state
 * there is, so there is no checkpoint to lose and every candle state equals its trades state by
 * construction.
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
  private final EmptyBars emptyBars;
  private final String table;

  /**
   * A builder of the contract's bars.
   *
   * @param clock windows that it says are not over stay open
   */
  public CandleBuilder(Lake lake, Contract contract, Clock clock) {
    this.lake = lake;
    this.contract = contract;
    this.clock = clock;
    this.emptyBars =
        contract
            .candles()
            .orElseThrow(
                () ->
                    new SluiceException(
                        "Cannot build candles: the contract asks for none: " + contract.dataset()))
            .emptyBars();
    this.table = contract.candles().orElseThrow().table();
  }

  /** What was computed from, and what is committed to: all of one commit of staging. */
  private record Base(StagingCommit commit, Frozen candles, Frozen trades) {}

  /** One batch in the course of a stream: windows close as the watermark passes their end. */
  public CandleResult advance() {
    return advance(false, Optional.empty());
  }

  /**
   * One batch that also closes every window that ended before the newest trade.
   *
   * @param closeUntil further windows to close, those that end at or before it
   */
  public CandleResult catchUp(Optional<Instant> closeUntil) {
    return advance(true, closeUntil);
  }

  private CandleResult advance(boolean caughtUp, Optional<Instant> closeUntil) {
    CandleResult all = CandleResult.NOTHING;
    Step step;
    do {
      step = computed(() -> step(caughtUp, closeUntil));
      all = all.plus(step.result());
    } while (step.more());
    return all;
  }

  private record Step(CandleResult result, boolean more) {}

  /** A batch is computed again where another driver was faster: reconcile beside run, say. */
  private static <T> T computed(Supplier<T> batch) {
    for (int tried = 1; tried < TRIES; tried++) {
      try {
        return batch.get();
      } catch (ConflictException e) {
        LOG.warn("Computing the bars again: {}", e.getMessage());
      }
    }
    return batch.get();
  }

  private Base base() {
    StagingCommit commit =
        StagingCommit.begin(
            lake, List.of(table), contract.keepSnapshots(), DerivedState.SOURCE_SNAPSHOT);
    return new Base(
        commit,
        lake.frozen(table, References.STAGING, commit.baseHash()),
        lake.frozen(contract.dataset(), References.STAGING, commit.baseHash()));
  }

  private Step step(boolean caughtUp, Optional<Instant> closeUntil) {
    Base base = base();
    Table trades = base.trades().table();
    Optional<DerivedState> last = DerivedState.of(base.candles().table());
    IngestState ingested = IngestState.of(trades).orElse(IngestState.none(contract.topic()));
    if (last.isEmpty() && Snapshots.totalRecords(trades) == 0) {
      return new Step(CandleResult.NOTHING, false);
    }
    long from = last.map(DerivedState::closedThroughMicros).orElse(Long.MIN_VALUE);
    long target =
        Math.max(
            from,
            Watermark.closedThrough(
                ingested, caughtUp, closeUntil, contract.lateness(), clock.instant()));
    long snapshot = trades.currentSnapshot() == null ? -1 : trades.currentSnapshot().snapshotId();
    if (target == from && last.filter(l -> l.sourceSnapshotId() == snapshot).isPresent()) {
      return new Step(CandleResult.NOTHING, false);
    }
    long through = target == from ? from : Watermark.step(from, target, earliest(base, from));
    DerivedState next = new DerivedState(snapshot, base.commit().baseHash(), through, 0);
    try (FileReader reader = new FileReader(lake.spark())) {
      CandleCommit commit = new CandleCommit(base.commit(), base.candles(), reader);
      CandleResult result =
          through == Long.MIN_VALUE
              ? commit.commit(table, CandleChanges.none(lake.spark()), next)
              : batch(base, last, next, commit, reader);
      if (through < target) {
        LOG.info("Bars closed through {}, on to {}", time(through), time(target));
      }
      return new Step(result, through < target);
    }
  }

  private static Instant time(long micros) {
    return CandleRows.instant(micros);
  }

  /** The oldest event time, µs since the epoch; only the first batch needs to know it. */
  private long earliest(Base base, long from) {
    if (from != Long.MIN_VALUE) {
      return from;
    }
    Row oldest =
        lake.spark()
            .table(base.trades().name())
            .agg(functions.unix_micros(functions.min(TradeColumns.EVENT_TIME)))
            .head();
    return oldest.isNullAt(0) ? from : oldest.getLong(0);
  }

  private CandleResult batch(
      Base base,
      Optional<DerivedState> last,
      DerivedState next,
      CandleCommit commit,
      FileReader reader) {
    long from = last.map(DerivedState::closedThroughMicros).orElse(Long.MIN_VALUE);
    CandleWindow closing = new CandleWindow(from, next.closedThroughMicros());
    Dataset<Row> trades = lake.spark().table(base.trades().name());
    Dataset<Row> candles = lake.spark().table(base.candles().name());
    Dataset<Row> rebuild = trades.where(closing.holds(TradeColumns.EVENT_TIME));
    if (closing.fromTheBeginning()) {
      return commit.commit(
          table,
          revisions(from, next, Optional.empty()).changes(BarParts.of(rebuild), candles),
          next);
    }
    TradeChanges changes =
        last.get().sourceSnapshotId() == next.sourceSnapshotId()
            ? new TradeChanges(trades.limit(0), Optional.empty())
            : TradeChanges.since(last.get(), lake, contract.dataset(), base.trades(), reader);
    Optional<Long> firstRemoved = changes.removed().flatMap(gone -> firstMinute(gone, from));
    if (firstRemoved.isPresent()) {
      return rebuiltFrom(firstRemoved.get(), base, from, next, commit);
    }
    Dataset<Row> existing = candles.where(inQuestion(closing));
    LateMinutes late = LateMinutes.of(changes.added(), from);
    try {
      if (!late.isEmpty()) {
        rebuild = rebuild.unionByName(late.tradesOf(trades));
        existing =
            existing.unionByName(
                late.barsOf(candles.where(functions.not(inQuestion(closing))), emptyBars));
      }
      return commit.commit(
          table,
          revisions(from, next, Optional.empty()).changes(BarParts.of(rebuild), existing),
          next);
    } finally {
      late.free();
    }
  }

  /** The first closed minute that trades are gone from. */
  private static Optional<Long> firstMinute(Dataset<Row> removed, long closedMicros) {
    Row first =
        removed
            .where(new CandleWindow(Long.MIN_VALUE, closedMicros).holds(TradeColumns.EVENT_TIME))
            .agg(functions.unix_micros(functions.min(TradeColumns.EVENT_TIME)))
            .head();
    return first.isNullAt(0)
        ? Optional.empty()
        : Optional.of(CandleInterval.ONE_MINUTE.openMicros(first.getLong(0)));
  }

  /** Trades are gone, as after a rollback: all bars from there on are computed again. */
  private CandleResult rebuiltFrom(
      long first, Base base, long from, DerivedState next, CandleCommit commit) {
    LOG.warn("Trades of closed bars are gone from staging; rebuilding bars from {}", time(first));
    CandleWindow window = new CandleWindow(first, next.closedThroughMicros());
    Dataset<Row> trades =
        lake.spark().table(base.trades().name()).where(window.holds(TradeColumns.EVENT_TIME));
    Dataset<Row> existing = lake.spark().table(base.candles().name()).where(inQuestion(window));
    Optional<Range> range = Optional.of(new Range(first, next.closedThroughMicros()));
    return commit.commit(
        table, revisions(from, next, range).changes(BarParts.of(trades), existing), next);
  }

  private CandleRevisions revisions(long from, DerivedState next, Optional<Range> reconcile) {
    return new CandleRevisions(from, next.closedThroughMicros(), emptyBars, LATE, reconcile);
  }

  /**
   * Recomputes the closed bars of a range from their trades and revises those that differ; copies
   * of a bar become one.
   *
   * @param fromMicros start, µs since the epoch UTC; taken down to the minute
   * @param toMicros end, exclusive; taken up to the minute
   */
  public CandleResult reconcile(long fromMicros, long toMicros) {
    return computed(() -> onceReconcile(fromMicros, toMicros));
  }

  private CandleResult onceReconcile(long fromMicros, long toMicros) {
    Base base = base();
    DerivedState state = DerivedState.of(base.candles().table()).orElse(null);
    if (state == null || state.closedThroughMicros() == Long.MIN_VALUE) {
      return CandleResult.NOTHING;
    }
    long closed = state.closedThroughMicros();
    long from = Math.min(CandleInterval.ONE_MINUTE.openMicros(fromMicros), closed);
    long to = Math.min(-CandleInterval.ONE_MINUTE.openMicros(-toMicros), closed);
    if (from >= to) {
      return CandleResult.NOTHING;
    }
    // The trades that the state was computed from: newer ones are the next batch's.
    Dataset<Row> trades =
        lake.spark()
            .table(lake.name(contract.dataset(), References.STAGING, state.sourceHash()))
            .where(new CandleWindow(from, to).holds(TradeColumns.EVENT_TIME));
    Dataset<Row> existing =
        lake.spark().table(base.candles().name()).where(inQuestion(new CandleWindow(from, to)));
    CandleRevisions revisions =
        new CandleRevisions(closed, closed, emptyBars, RECONCILE, Optional.of(new Range(from, to)));
    try (FileReader reader = new FileReader(lake.spark())) {
      return new CandleCommit(base.commit(), base.candles(), reader)
          .commit(table, revisions.changes(BarParts.of(trades), existing), state);
    }
  }

  /** Under flat the bar before the window says what its first empty bars show. */
  private Column inQuestion(CandleWindow window) {
    if (emptyBars == EmptyBars.NONE || window.fromTheBeginning()) {
      return window.siblings();
    }
    return window
        .siblings()
        .or(
            col("interval")
                .equalTo(CandleInterval.ONE_MINUTE.label())
                .and(
                    col("open_time")
                        .geq(
                            lit(
                                CandleRows.instant(
                                    window.fromMicros() - CandleInterval.MINUTE_MICROS)))));
  }
}
