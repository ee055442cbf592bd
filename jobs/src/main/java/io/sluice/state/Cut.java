package io.sluice.state;

import java.util.Map;
import java.util.Optional;
import org.projectnessie.model.Branch;
import org.projectnessie.model.IcebergTable;

/**
 * States of the tables on staging that agree with each other.
 *
 * @param main where main was when the cut was made: what the publish expects to find
 * @param staging where staging was
 * @param contents the state of each table, by name
 * @param published the states on main, by name
 * @param ingest what had been read when the dataset's state was written
 * @param candles what the candles' state was computed from; empty: the contract asks for none
 */
public record Cut(
    Branch main,
    Branch staging,
    Map<String, IcebergTable> contents,
    Map<String, IcebergTable> published,
    IngestState ingest,
    Optional<DerivedState> candles) {

  /** Whether main has all of it already. */
  public boolean isPublished() {
    return contents.entrySet().stream()
        .allMatch(
            entry -> {
              IcebergTable onMain = published.get(entry.getKey());
              return onMain != null && onMain.getSnapshotId() == entry.getValue().getSnapshotId();
            });
  }

  /** The snapshot of a table that main has; empty where it has none. */
  public Optional<Long> publishedSnapshot(String table) {
    return Optional.ofNullable(published.get(table))
        .map(IcebergTable::getSnapshotId)
        .filter(id -> id >= 0);
  }

  /** The snapshot of a table in the cut. */
  public long snapshot(String table) {
    return contents.get(table).getSnapshotId();
  }
}
