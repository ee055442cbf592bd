package io.sluice.publish;

import io.sluice.contract.Contract;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.Cut;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestState;
import io.sluice.state.Since;
import io.sluice.state.Snapshots;
import io.sluice.state.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.projectnessie.model.Branch;
import org.projectnessie.model.Detached;
import org.projectnessie.model.IcebergTable;

/**
 * Chooses the newest states of one dataset that agree: the candles as they are on staging, and rows
 * and quarantine as they were at the commit of staging that the candles were computed from. One
 * batch of ingest is one commit, so the two agree at every commit.
 */
final class Cutter {
  private final Lake lake;
  private final Contract contract;
  private final Tables tables;

  Cutter(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
    this.tables = Tables.of(contract);
  }

  /** The cut, or empty while nothing was written yet, or no bars were made from it. */
  Optional<Cut> cut(Branch main, Branch staging) {
    References references = lake.references();
    Map<String, IcebergTable> head = references.contents(staging, tables.own());
    Table rows = lake.table(tables.rows(), References.STAGING + "#" + staging.getHash());
    if (rows.currentSnapshot() == null) {
      return Optional.empty();
    }
    Map<String, IcebergTable> published = references.contents(main, tables.all());
    if (tables.candles().isEmpty()) {
      IngestState ingest = state(rows, head.get(tables.rows()));
      return Optional.of(new Cut(main, staging, head, published, ingest, Optional.empty()));
    }
    String candles = tables.candles().orElseThrow();
    Optional<DerivedState> derived = DerivedState.of(lake.table(candles, head.get(candles)));
    if (derived.isEmpty()) {
      return Optional.empty();
    }
    Map<String, IcebergTable> chosen = chosen(derived.get(), head, rows);
    IngestState ingest =
        state(lake.table(tables.rows(), chosen.get(tables.rows())), chosen.get(tables.rows()));
    return Optional.of(new Cut(main, staging, chosen, published, ingest, derived));
  }

  /**
   * Rows that something else than our queries wrote since belong to no agreeing state, and a table
   * that was taken back no longer has its older ones. Neither must hide behind that: the cut then
   * takes the head, and the audit sees it.
   */
  private Map<String, IcebergTable> chosen(
      DerivedState derived, Map<String, IcebergTable> head, Table rows) {
    Map<String, IcebergTable> source =
        lake.references()
            .contents(
                Detached.of(derived.sourceHash()), List.of(tables.rows(), tables.quarantine()));
    if (source.size() < 2
        || since(rows, head, source, tables.rows()) == Since.FOREIGN
        || isTakenBack(rows, head, source)
        || since(quarantine(head), head, source, tables.quarantine()) == Since.FOREIGN) {
      return head;
    }
    Map<String, IcebergTable> chosen = new HashMap<>(head);
    chosen.putAll(source);
    return chosen;
  }

  private Table quarantine(Map<String, IcebergTable> head) {
    return lake.table(tables.quarantine(), head.get(tables.quarantine()));
  }

  private static Since since(
      Table table, Map<String, IcebergTable> head, Map<String, IcebergTable> source, String name) {
    Snapshot newest = table.snapshot(head.get(name).getSnapshotId());
    return Since.of(
        Snapshots.ancestors(newest, table::snapshot),
        source.get(name).getSnapshotId(),
        IngestState.OFFSETS);
  }

  /** Where the source has left the head's metadata, the offsets tell an old one from a lost one. */
  private boolean isTakenBack(
      Table rows, Map<String, IcebergTable> head, Map<String, IcebergTable> source) {
    if (since(rows, head, source, tables.rows()) != Since.UNKNOWN) {
      return false;
    }
    IcebergTable before = source.get(tables.rows());
    return !state(rows, head.get(tables.rows()))
        .hasReadAllOf(state(lake.table(tables.rows(), before), before));
  }

  private IngestState state(Table table, IcebergTable content) {
    return Snapshots.newestWith(table, table.snapshot(content.getSnapshotId()), IngestState.OFFSETS)
        .map(IngestState::of)
        .orElse(IngestState.none(contract.topic()));
  }
}
