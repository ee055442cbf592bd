package io.sluice.state;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Which snapshots a table on staging must keep in its metadata. A state that something else still
 * needs (main, a tag, a candidate, the source of a derived table) is not among them: it has a
 * commit of its own, whose metadata file names its snapshots for as long as a reference leads
 * there.
 */
public final class Retained {
  private Retained() {}

  /**
   * The snapshots that may leave the metadata: those older than the newest {@code keep} and older
   * than the newest one that carries the state of a query, which must be found again after any
   * number of compactions; and those that staging was rolled back from.
   *
   * @param newestFirst the ids of the table's current snapshot and its ancestors
   * @param all every id in the metadata
   * @param carriesState whether the summary of a snapshot holds the state of a query
   */
  public static List<Long> expendable(
      List<Long> newestFirst, Collection<Long> all, int keep, LongPredicate carriesState) {
    Set<Long> kept = new HashSet<>();
    boolean marked = newestFirst.stream().noneMatch(carriesState::test);
    for (long snapshot : newestFirst) {
      if (marked && kept.size() >= keep) {
        break;
      }
      // No holes: an incremental read needs every snapshot up to the oldest that is kept.
      kept.add(snapshot);
      marked |= carriesState.test(snapshot);
    }
    return all.stream().filter(snapshot -> !kept.contains(snapshot)).toList();
  }
}
