package io.sluice.publish;

import io.sluice.contract.Contract;
import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.Cut;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestState;
import io.sluice.state.Provenance;
import io.sluice.state.Snapshots;
import io.sluice.state.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.projectnessie.model.Branch;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.Operation;

/**
 * Chooses the newest states on staging that agree: the candles' newest state, the trades' state
 * that it was computed from, and the quarantine's state with the same offsets.
 */
final class Cutter {
  private final Lake lake;
  private final Tables tables;

  Cutter(Lake lake, Contract contract) {
    this.lake = lake;
    this.tables = Tables.of(contract);
  }

  /** The cut, or empty while no states agree: nothing was written yet, or a batch is half-way. */
  Optional<Cut> cut() {
    References references = lake.references();
    Branch main = references.branch(References.MAIN);
    Branch staging = references.branch(References.STAGING);
    String at = References.STAGING + "#" + staging.getHash();
    Table dataset = lake.table(tables.rows(), at);
    Table quarantine = lake.table(tables.quarantine(), at);
    if (tables.candles().isEmpty()) {
      return agreed(main, staging, dataset, dataset.currentSnapshot(), quarantine, null, null);
    }
    Table candles = lake.table(tables.candles().orElseThrow(), at);
    for (Snapshot bars : ancestors(candles, DerivedState.SOURCE_SNAPSHOT)) {
      Snapshot trades = dataset.snapshot(DerivedState.of(bars).sourceSnapshotId());
      // A state that staging was taken back from is no state of staging.
      if (trades == null
          || !SnapshotUtil.isAncestorOf(
              dataset, dataset.currentSnapshot().snapshotId(), trades.snapshotId())) {
        continue;
      }
      Optional<Cut> cut =
          agreed(
              main,
              staging,
              dataset,
              withForeign(dataset, trades, IngestState.OFFSETS),
              quarantine,
              bars,
              withForeign(candles, bars, DerivedState.SOURCE_SNAPSHOT));
      if (cut.isPresent()) {
        return cut;
      }
    }
    return Optional.empty();
  }

  /**
   * Rows that something else than our queries wrote to staging belong to no agreeing state. They
   * must not hide behind that: the cut takes them in, and the audit shows them.
   */
  private static Snapshot withForeign(Table table, Snapshot chosen, String property) {
    return Provenance.newestForeign(
            table, chosen.snapshotId(), table.currentSnapshot().snapshotId(), property)
        .orElse(chosen);
  }

  private Optional<Cut> agreed(
      Branch main,
      Branch staging,
      Table dataset,
      Snapshot rows,
      Table quarantine,
      Snapshot computed,
      Snapshot bars) {
    Optional<IngestState> ingest =
        Snapshots.newestWith(dataset, rows, IngestState.OFFSETS).map(IngestState::of);
    if (ingest.isEmpty()) {
      return Optional.empty();
    }
    long refused = refused(quarantine, ingest.get());
    Map<String, Long> snapshots = new HashMap<>();
    snapshots.put(tables.rows(), rows.snapshotId());
    snapshots.put(tables.quarantine(), refused);
    if (bars != null) {
      snapshots.put(tables.candles().orElseThrow(), bars.snapshotId());
    }
    return Optional.of(
        new Cut(
            main,
            staging,
            contents(staging, snapshots),
            lake.references().contents(main, tables.all()),
            ingest.get(),
            Optional.ofNullable(computed).map(DerivedState::of)));
  }

  /** The quarantine as the state left it: committed only by batches that refused a record. */
  private static long refused(Table quarantine, IngestState ingest) {
    return ancestors(quarantine, IngestState.OFFSETS).stream()
        .filter(snapshot -> IngestState.of(snapshot).counts().read() <= ingest.counts().read())
        .findFirst()
        .map(Snapshot::snapshotId)
        .orElse(-1L);
  }

  private static List<Snapshot> ancestors(Table table, String property) {
    List<Snapshot> snapshots = new ArrayList<>();
    if (table.currentSnapshot() != null) {
      SnapshotUtil.ancestorsOf(table.currentSnapshot().snapshotId(), table::snapshot)
          .forEach(
              snapshot -> {
                if (snapshot.summary().containsKey(property)) {
                  snapshots.add(snapshot);
                }
              });
    }
    return snapshots;
  }

  /** The contents that staging's log holds for the snapshots: each with its own metadata file. */
  private Map<String, IcebergTable> contents(Branch staging, Map<String, Long> snapshots) {
    Map<String, IcebergTable> found = new HashMap<>();
    lake.references()
        .contents(staging, List.copyOf(snapshots.keySet()))
        .forEach((table, content) -> take(found, snapshots, table, content));
    if (found.size() < snapshots.size()) {
      lake.references()
          .log(
              staging,
              entries ->
                  entries
                      .flatMap(entry -> entry.getOperations().stream())
                      .filter(Operation.Put.class::isInstance)
                      .map(Operation.Put.class::cast)
                      .filter(put -> put.getContent() instanceof IcebergTable)
                      .anyMatch(
                          put -> {
                            take(
                                found,
                                snapshots,
                                put.getKey().getName(),
                                (IcebergTable) put.getContent());
                            return found.size() == snapshots.size();
                          }));
    }
    if (found.size() < snapshots.size()) {
      throw new SluiceException("Cannot cut: staging's log does not hold the states: " + snapshots);
    }
    return found;
  }

  private static void take(
      Map<String, IcebergTable> found,
      Map<String, Long> snapshots,
      String table,
      IcebergTable content) {
    Long wanted = snapshots.get(table);
    if (wanted != null && wanted == content.getSnapshotId()) {
      found.putIfAbsent(table, content);
    }
  }
}
