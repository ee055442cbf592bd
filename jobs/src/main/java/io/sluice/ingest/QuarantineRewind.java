package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the quarantine back to the state that agrees with the dataset's table. It is ahead only
 * when ingest was killed between its two commits. The records are read again: without the
 * checkpoint under another epoch, which would bring them twice, or by a newer contract that decides
 * otherwise.
 */
final class QuarantineRewind {
  private static final Logger LOG = LoggerFactory.getLogger(QuarantineRewind.class);

  private final Lake lake;

  QuarantineRewind(Lake lake) {
    this.lake = lake;
  }

  /** The dataset is looked at last: a driver at work commits the quarantine first. */
  void to(Contract contract) {
    Table quarantine = lake.table(Tables.of(contract).quarantine(), References.STAGING);
    IngestState state =
        IngestState.of(lake.table(contract.dataset(), References.STAGING))
            .orElse(IngestState.none(contract.topic()));
    Snapshot current = quarantine.currentSnapshot();
    if (current == null) {
      return;
    }
    boolean ahead = false;
    for (Snapshot snapshot : SnapshotUtil.ancestorsOf(current.snapshotId(), quarantine::snapshot)) {
      if (!snapshot.summary().containsKey(IngestState.OFFSETS)) {
        continue;
      }
      if (!ahead(IngestState.of(snapshot), state)) {
        if (ahead) {
          LOG.warn("Taking the quarantine back to snapshot {}", snapshot.snapshotId());
          quarantine.manageSnapshots().rollbackTo(snapshot.snapshotId()).commit();
        }
        return;
      }
      ahead = true;
    }
    if (!ahead) {
      return;
    }
    LOG.warn("Emptying the quarantine: no state of the table goes with its rows");
    DeleteFiles empty = quarantine.newDelete().deleteFromRowFilter(Expressions.alwaysTrue());
    state.toProperties().forEach(empty::set);
    empty.commit();
  }

  private static boolean ahead(IngestState quarantined, IngestState state) {
    return quarantined.counts().read() > state.counts().read();
  }
}
