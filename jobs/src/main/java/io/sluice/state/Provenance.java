package io.sluice.state;

import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/** Tells the commits of Sluice's own queries from those of anybody else. */
public final class Provenance {
  private Provenance() {}

  /**
   * The newest commit after one snapshot up to another that changed rows and is none of ours.
   *
   * @param after an ancestor of {@code upTo}; null for the table's beginning
   * @param property what the summary of each of our commits holds
   */
  public static Optional<Snapshot> newestForeign(
      Table table, Long after, long upTo, String property) {
    Iterable<Snapshot> between = SnapshotUtil.ancestorsBetween(upTo, after, table::snapshot);
    return StreamSupport.stream(between.spliterator(), false)
        .filter(snapshot -> !snapshot.summary().containsKey(property))
        .filter(snapshot -> !snapshot.operation().equals(DataOperations.REPLACE))
        .findFirst();
  }

  /** Whether rows were only added after one snapshot up to another. */
  public static boolean onlyAppended(Table table, long after, long upTo) {
    Iterable<Snapshot> between = SnapshotUtil.ancestorsBetween(upTo, after, table::snapshot);
    return StreamSupport.stream(between.spliterator(), false)
        .map(Snapshot::operation)
        .allMatch(
            operation ->
                operation.equals(DataOperations.APPEND)
                    || operation.equals(DataOperations.REPLACE));
  }
}
