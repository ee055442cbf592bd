package io.sluice.state;

import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;

/** What the snapshots of a table say of it. */
public final class Snapshots {
  private Snapshots() {}

  /**
   * A snapshot and its ancestors, newest first, as far as the metadata still has them.
   *
   * @param from where to start; null: there is none
   */
  public static Stream<Snapshot> ancestors(Snapshot from, LongFunction<Snapshot> lookup) {
    return Stream.iterate(
        from,
        Objects::nonNull,
        each -> each.parentId() == null ? null : lookup.apply(each.parentId()));
  }

  /** The newest snapshot, going back from {@code from}, whose summary has the property. */
  public static Optional<Snapshot> newestWith(Table table, Snapshot from, String property) {
    return ancestors(from, table::snapshot)
        .filter(snapshot -> snapshot.summary().containsKey(property))
        .findFirst();
  }

  /**
   * Whether the table's snapshots lead from a given one to the current one without a gap, and rows
   * were only appended or rewritten as they are on the way.
   */
  public static boolean onlyAppendedSince(Table table, long snapshotId) {
    for (Snapshot each : ancestors(table.currentSnapshot(), table::snapshot).toList()) {
      if (each.snapshotId() == snapshotId) {
        return true;
      }
      if (!each.operation().equals(DataOperations.APPEND)
          && !each.operation().equals(DataOperations.REPLACE)) {
        return false;
      }
    }
    return false;
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
