package io.sluice.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What one commit of a derived table was computed from; kept in its snapshot summary.
 *
 * @param sourceSnapshotId the snapshot of the source table that the rows equal
 * @param sourceHash the commit of staging that the source was read at: there it can be read again,
 *     also after its snapshot has left the newer metadata
 * @param closedThroughMicros every window that ends at or before this is closed, µs since the epoch
 *     UTC; {@link Long#MIN_VALUE} while none is
 * @param rows how many rows the derived table holds
 */
public record DerivedState(
    long sourceSnapshotId, String sourceHash, long closedThroughMicros, long rows) {
  /** Present in the summary of every commit of a derived table. */
  public static final String SOURCE_SNAPSHOT = "sluice.source-snapshot-id";

  private static final String SOURCE_HASH = "sluice.source-hash";
  private static final String CLOSED_THROUGH = "sluice.closed-through-micros";
  private static final String ROWS = "sluice.rows";

  /** The state at the newest such commit at or before the table's current snapshot. */
  public static Optional<DerivedState> of(Table derived) {
    return Snapshots.newestWith(derived, derived.currentSnapshot(), SOURCE_SNAPSHOT)
        .map(DerivedState::of);
  }

  /** The state in the summary of such a commit. */
  public static DerivedState of(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    return new DerivedState(
        Long.parseLong(summary.get(SOURCE_SNAPSHOT)),
        summary.get(SOURCE_HASH),
        Long.parseLong(summary.get(CLOSED_THROUGH)),
        Long.parseLong(summary.get(ROWS)));
  }

  /** The same state with so many rows. */
  public DerivedState withRows(long count) {
    return new DerivedState(sourceSnapshotId, sourceHash, closedThroughMicros, count);
  }

  /** The summary properties of a commit that brings the table to this state. */
  public Map<String, String> toProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(SOURCE_SNAPSHOT, Long.toString(sourceSnapshotId));
    properties.put(SOURCE_HASH, sourceHash);
    properties.put(CLOSED_THROUGH, Long.toString(closedThroughMicros));
    properties.put(ROWS, Long.toString(rows));
    return properties;
  }
}
