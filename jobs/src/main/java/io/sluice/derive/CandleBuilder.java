package io.sluice.derive;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.Contract;
import io.sluice.contract.EmptyBars;
import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.market.CandleInterval;
import io.sluice.market.CandleRevision.Range;
import io.sluice.market.TradeColumns;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the bars on staging up to the trades on staging, one commit a batch.
 *
 * <p>A batch takes the trades' newest snapshot S, reads what was appended since the batch before,
 * moves the watermark, and rebuilds from S the bars whose windows closed and those that late trades
 * fell into. S and the watermark stand in the commit's summary: they are all the state there is, so
 * there is no checkpoint to lose and every candle state equals its trades state by construction.
 */
public final class CandleBuilder {
  /** The reason of bars that trades changed after they were closed. */
  public static final String LATE = "late";

  private static final String RECONCILE = "reconcile";

  private static final Logger LOG = LoggerFactory.getLogger(CandleBuilder.class);
  private static final int TRIES = 5;

  private final Lake lake;
  private final Contract contract;
  private final EmptyBars emptyBars;
  private final long latenessMicros;
  private final CandleCommit commit;
  private final String table;

  public CandleBuilder(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
    this.emptyBars =
        contract
            .candles()
            .orElseThrow(
                () ->
                    new SluiceException(
                        "Cannot build candles: the contract asks for none: " + contract.dataset()))
            .emptyBars();
    this.latenessMicros = contract.lateness().toNanos() / 1_000;
    this.table = contract.candles().orElseThrow().table();
    this.commit = new CandleCommit(lake, table);
  }

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
    return computed(() -> onceAdvance(caughtUp, closeUntil));
  }

  /** A batch is computed anew where another driver was faster: reconcile beside run, say. */
  private static CandleResult computed(Supplier<CandleResult> batch) {
    for (int tried = 1; tried < TRIES; tried++) {
      try {
        return batch.get();
      } catch (ConflictException e) {
        LOG.warn("{}; computing anew", e.getMessage());
      }
    }
    return batch.get();
  }

  private CandleResult onceAdvance(boolean caughtUp, Optional<Instant> closeUntil) {
    // The bars first: trades looked at later are never older than those the bars were made from.
    Table candles = lake.table(table, References.STAGING);
    String hash = lake.references().branch(References.STAGING).getHash();
    Table trades = lake.table(contract.dataset(), References.STAGING + "#" + hash);
    Optional<IngestState> ingested = IngestState.of(trades);
    if (ingested.isEmpty()) {
      return CandleResult.NOTHING;
    }
    long snapshot = trades.currentSnapshot().snapshotId();
    Snapshot base = candles.currentSnapshot();
    Optional<DerivedState> last = DerivedState.of(candles);
    long from = last.map(DerivedState::closedThroughMicros).orElse(Long.MIN_VALUE);
    long through = Math.max(from, closedThrough(ingested.get(), caughtUp, closeUntil));
    Optional<Long> lastSnapshot = last.map(DerivedState::sourceSnapshotId);
    if (through == from && lastSnapshot.filter(id -> id == snapshot).isPresent()) {
      return CandleResult.NOTHING;
    }
    DerivedState next =
        new DerivedState(snapshot, hash, through, last.map(DerivedState::rows).orElse(0L));
    if (through == Long.MIN_VALUE) {
      return commit.commit(CandleChanges.none(lake.spark()), next, base);
    }
    return batch(lastSnapshot, from, next, base);
  }

  private CandleResult batch(
      Optional<Long> lastSnapshot, long from, DerivedState next, Snapshot base) {
    CandleWindow closing = new CandleWindow(from, next.closedThroughMicros());
    Dataset<Row> trades = lake.stagedAt(contract.dataset(), next.sourceSnapshotId());
    Dataset<Row> candles = lake.spark().table(lake.name(table, References.STAGING));
    Dataset<Row> rebuild = trades.where(closing.holds(TradeColumns.EVENT_TIME));
    CandleRevisions revisions =
        new CandleRevisions(from, next.closedThroughMicros(), emptyBars, LATE, Optional.empty());
    if (closing.fromTheBeginning()) {
      return commit.commit(revisions.changes(BarParts.of(rebuild), candles), next, base);
    }
    Dataset<Row> existing = candles.where(inQuestion(closing));
    LateMinutes late =
        LateMinutes.of(
            lake.appended(contract.dataset(), lastSnapshot, next.sourceSnapshotId()), from);
    try {
      if (!late.isEmpty()) {
        rebuild = rebuild.unionByName(late.tradesOf(trades));
        existing = existing.unionByName(late.barsOf(candles, emptyBars));
      }
      return commit.commit(revisions.changes(BarParts.of(rebuild), existing), next, base);
    } finally {
      late.free();
    }
  }

  /**
   * Recomputes the closed bars of a range from their trades and revises those that differ.
   *
   * @param fromMicros start, µs since the epoch UTC; taken down to the minute
   * @param toMicros end, exclusive; taken up to the minute
   */
  public CandleResult reconcile(long fromMicros, long toMicros) {
    return computed(() -> onceReconcile(fromMicros, toMicros));
  }

  private CandleResult onceReconcile(long fromMicros, long toMicros) {
    Table candles = lake.table(table, References.STAGING);
    DerivedState state = DerivedState.of(candles).orElse(null);
    if (state == null || state.closedThroughMicros() == Long.MIN_VALUE) {
      return CandleResult.NOTHING;
    }
    long closed = state.closedThroughMicros();
    long from = Math.min(CandleInterval.ONE_MINUTE.openMicros(fromMicros), closed);
    long to = Math.min(-CandleInterval.ONE_MINUTE.openMicros(-toMicros), closed);
    if (from >= to) {
      return CandleResult.NOTHING;
    }
    Dataset<Row> trades =
        lake.stagedAt(contract.dataset(), state.sourceSnapshotId())
            .where(new CandleWindow(from, to).holds(TradeColumns.EVENT_TIME));
    Dataset<Row> existing =
        lake.spark()
            .table(lake.name(table, References.STAGING))
            .where(inQuestion(new CandleWindow(from, to)));
    CandleRevisions revisions =
        new CandleRevisions(closed, closed, emptyBars, RECONCILE, Optional.of(new Range(from, to)));
    return commit.commit(
        revisions.changes(BarParts.of(trades), existing), state, candles.currentSnapshot());
  }

  /** Under flat the bar before the stretch says what its first empty bars show. */
  private org.apache.spark.sql.Column inQuestion(CandleWindow window) {
    if (emptyBars == EmptyBars.NONE) {
      return window.siblings();
    }
    return window
        .siblings()
        .or(
            col("interval")
                .equalTo(CandleInterval.ONE_MINUTE.label())
                .and(
                    col("open_time")
                        .geq(lit(CandleRows.instant(window.fromMicros() - 60_000_000L)))));
  }

  /** The watermark, down to the minute. */
  private long closedThrough(IngestState ingested, boolean caughtUp, Optional<Instant> closeUntil) {
    long micros = Long.MIN_VALUE;
    if (caughtUp) {
      micros = ingested.newestMicros().orElse(micros);
    } else if (ingested.completeMicros().isPresent()) {
      micros = ingested.completeMicros().get() - latenessMicros;
    }
    if (closeUntil.isPresent()) {
      micros = Math.max(micros, ChronoUnit.MICROS.between(Instant.EPOCH, closeUntil.get()));
    }
    return micros == Long.MIN_VALUE ? micros : CandleInterval.ONE_MINUTE.openMicros(micros);
  }
}
