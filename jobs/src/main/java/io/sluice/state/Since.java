package io.sluice.state;

import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;

/** What happened to a table after one of its states, as far as its metadata knows. */
public enum Since {
  /** Nothing but commits of ours and rewrites. */
  OURS,
  /** Something else than our queries has changed rows. */
  FOREIGN,
  /** The metadata does not lead back to the state: it has expired, or the table was taken back. */
  UNKNOWN;

  /**
   * Looks back from the newest snapshot.
   *
   * @param newestFirst the table's current snapshot and its ancestors
   * @param state the snapshot to look back to; below 0: the empty table
   * @param property what the summary of each of our commits holds
   */
  public static Since of(Stream<Snapshot> newestFirst, long state, String property) {
    boolean beginning = true;
    for (Iterator<Snapshot> snapshots = newestFirst.iterator(); snapshots.hasNext(); ) {
      Snapshot snapshot = snapshots.next();
      if (snapshot.snapshotId() == state) {
        return OURS;
      }
      if (!snapshot.summary().containsKey(property)
          && !DataOperations.REPLACE.equals(snapshot.operation())) {
        return FOREIGN;
      }
      beginning = snapshot.parentId() == null;
    }
    return state < 0 && beginning ? OURS : UNKNOWN;
  }
}
