package io.sluice.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What one commit of the candles was computed from; kept in its snapshot summary.
 *
 * @param tradesSnapshotId the snapshot of the trades table that the bars equal
 * @param closedThroughMicros every window that ends at or before this is closed, µs since the epoch
 *     UTC; {@link Long#MIN_VALUE} while none is
 * @param bars how many bars the table holds
 */
public record DerivedState(long tradesSnapshotId, long closedThroughMicros, long bars) {
  /** Present in the summary of every commit of build-candles. */
  public static final String TRADES_SNAPSHOT = "sluice.trades-snapshot-id";

  private static final String CLOSED_THROUGH = "sluice.closed-through-micros";
  private static final String BARS = "sluice.bars";

  /** The state at the newest candle commit at or before the table's current snapshot. */
  public static Optional<DerivedState> of(Table candles) {
    return Snapshots.newestWith(candles, candles.currentSnapshot(), TRADES_SNAPSHOT)
        .map(DerivedState::of);
  }

  /** The state in the summary of a candle commit. */
  public static DerivedState of(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return new DerivedState(
        Long.parseLong(summary.get(TRADES_SNAPSHOT)),
        Long.parseLong(summary.get(CLOSED_THROUGH)),
        Long.parseLong(summary.get(BARS)));
  }

  /** The summary properties of a commit that brings the candles to this state. */
  public Map<String, String> toProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(TRADES_SNAPSHOT, Long.toString(tradesSnapshotId));
    properties.put(CLOSED_THROUGH, Long.toString(closedThroughMicros));
    properties.put(BARS, Long.toString(bars));
    return properties;
  }
}
