package io.sluice.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Snapshot;

/**
 * Which snapshots a table on staging must keep in its metadata. A state that something else still
 * needs (main, a tag, a candidate, the source of a derived table) is not among them: it has a
 * commit of its own, whose metadata file names all its snapshots for as long as a reference leads
 * there.
 */
public final class Retained {
  private Retained() {}

  /**
   * The snapshots that may leave the metadata: older than the newest {@code keep}, and older than
   * the newest one that carries the state of a query, which must be found again after any number of
   * compactions.
   *
   * @param newestFirst the table's current snapshot and its ancestors
   * @param all every snapshot in the metadata; those of a branch that staging was rolled back from
   *     leave too
   * @param stateProperty what the summary of a query's commit holds
   */
  public static List<Long> expendable(
      List<Snapshot> newestFirst, Iterable<Snapshot> all, int keep, String stateProperty) {
    Set<Long> kept = new HashSet<>();
    boolean marked = false;
    for (Snapshot snapshot : newestFirst) {
      if (marked && kept.size() >= keep) {
        break;
      }
      // No holes: an incremental read needs every snapshot up to the oldest that is kept.
      kept.add(snapshot.snapshotId());
      marked |= snapshot.summary().containsKey(stateProperty);
    }
    List<Long> expendable = new ArrayList<>();
    for (Snapshot snapshot : all) {
      if (!kept.contains(snapshot.snapshotId())) {
        expendable.add(snapshot.snapshotId());
      }
    }
    return expendable;
  }
}
