package io.sluice.state;

import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** What the snapshots of a table say of it. */
public final class Snapshots {
  private Snapshots() {}

  /** The newest snapshot, going back from {@code from}, whose summary has the property. */
  public static Optional<Snapshot> newestWith(Table table, Snapshot from, String property) {
    if (from == null) {
      return Optional.empty();
    }
    for (Snapshot snapshot : SnapshotUtil.ancestorsOf(from.snapshotId(), table::snapshot)) {
      if (snapshot.summary().containsKey(property)) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  /** The rows of the table's current snapshot, from Iceberg's own count. */
  public static long totalRecords(Table table) {
    return table.currentSnapshot() == null ? 0 : totalRecords(table.currentSnapshot());
  }

  /** The rows of a snapshot, from Iceberg's own count. */
  public static long totalRecords(Snapshot snapshot) {
    return Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_RECORDS_PROP, "0"));
  }
}
