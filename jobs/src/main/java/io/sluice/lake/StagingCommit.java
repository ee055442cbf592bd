package io.sluice.lake;

import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.state.Retained;
import io.sluice.state.Snapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.projectnessie.model.Branch;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.IcebergTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One commit to staging over several tables. Each table is loaded at one hash of staging; what is
 * written to it goes into a metadata file that only {@link #commit} makes known, all tables at
 * once. Nessie compares per table since that hash: a commit to another table in between does not
 * disturb, one to a table of this commit is a conflict, whoever made it.
 */
public final class StagingCommit {
  private static final Logger LOG = LoggerFactory.getLogger(StagingCommit.class);
  private static final String ATTEMPT = "sluice.attempt";
  private static final int TRIES = 5;

  private final References references;
  private final Branch at;
  private final Map<String, IcebergTable> contents;
  private final Map<String, StagedOperations> operations = new LinkedHashMap<>();
  private final Map<String, BaseTable> tables = new LinkedHashMap<>();
  private final String attempt = UUID.randomUUID().toString();

  private StagingCommit(References references, Branch at, Map<String, IcebergTable> contents) {
    this.references = references;
    this.at = at;
    this.contents = contents;
  }

  /**
   * Begins a commit at staging's head of now.
   *
   * @param names the tables that may be written to
   * @param keepSnapshots how many snapshots each keeps in its metadata
   * @param stateProperty what the summaries of the commits hold that carry a query's state
   */
  public static StagingCommit begin(
      Lake lake, Collection<String> names, int keepSnapshots, String stateProperty) {
    // The hash first: with the other order a commit between the two would be lost silently.
    Branch at = lake.references().branch(References.STAGING);
    StagingCommit commit =
        new StagingCommit(
            lake.references(), at, lake.references().contents(at, List.copyOf(names)));
    for (String name : names) {
      if (!commit.contents.containsKey(name)) {
        throw new SluiceException("Cannot write: no such table on staging: " + name);
      }
      Table table = lake.table(name, References.STAGING + "#" + at.getHash());
      TableMetadata metadata = ((HasTableOperations) table).operations().current();
      StagedOperations staged =
          new StagedOperations(
              table.io(), metadata, changed -> trimmed(changed, keepSnapshots, stateProperty));
      commit.operations.put(name, staged);
      commit.tables.put(name, new BaseTable(staged, lake.name(name, References.STAGING)));
    }
    return commit;
  }

  private static TableMetadata trimmed(TableMetadata changed, int keep, String stateProperty) {
    List<Long> expendable =
        Retained.expendable(
            Snapshots.ancestors(changed.currentSnapshot(), changed::snapshot)
                .map(Snapshot::snapshotId)
                .toList(),
            changed.snapshots().stream().map(Snapshot::snapshotId).toList(),
            keep,
            id -> changed.snapshot(id).summary().containsKey(stateProperty));
    return expendable.isEmpty()
        ? changed
        : TableMetadata.buildFrom(changed).removeSnapshots(expendable).build();
  }

  /** The hash of staging that everything here is based on. */
  public String baseHash() {
    return at.getHash();
  }

  /** A table as it is at the base, with what was written to it here. */
  public Table table(String name) {
    return tables.get(name);
  }

  /**
   * The data files of an append, for a commit that also takes files away.
   *
   * @param append appends to the table that it is given
   */
  public List<DataFile> written(String name, Consumer<Table> append) {
    StagedOperations real = operations.get(name);
    StagedOperations draft = new StagedOperations(real.io(), real.current(), changed -> changed);
    append.accept(new BaseTable(draft, name));
    List<DataFile> files = new ArrayList<>();
    draft
        .staged()
        .map(TableMetadata::currentSnapshot)
        .ifPresent(snapshot -> snapshot.addedDataFiles(real.io()).forEach(files::add));
    discard(draft);
    return files;
  }

  /**
   * Makes known what was written. Where the server's answer is lost, staging's log says whether it
   * took the commit; where it did not, the same commit is sent again.
   *
   * @param properties of the commit, beside those that tell attempts apart
   * @return staging with its new hash
   * @throws ConflictException where a table has changed since the base; nothing was committed, and
   *     what was written here is removed again
   */
  public Branch commit(String message, Map<String, String> properties) {
    Map<String, IcebergTable> puts = new LinkedHashMap<>();
    operations.forEach(
        (name, staged) ->
            staged
                .staged()
                .ifPresent(metadata -> puts.put(name, content(metadata, contents.get(name)))));
    if (puts.isEmpty()) {
      return at;
    }
    Map<String, String> all = new TreeMap<>(properties);
    all.put(ATTEMPT, attempt);
    CommitMeta meta =
        CommitMeta.builder().message(message).author("sluice").putAllProperties(all).build();
    for (int tried = 1; ; tried++) {
      try {
        return references.commit(at, puts, meta);
      } catch (ConflictException e) {
        if (tried > 1 && references.logHas(at, ATTEMPT, attempt)) {
          return references.branch(References.STAGING);
        }
        discard();
        throw e;
      } catch (RuntimeException e) {
        LOG.warn("No answer to a commit of staging, looking for it in the log: {}", e.toString());
        if (references.logHas(at, ATTEMPT, attempt)) {
          return references.branch(References.STAGING);
        }
        if (tried == TRIES) {
          // Its files stay: the server may still take what it was sent.
          throw e;
        }
      }
    }
  }

  private static IcebergTable content(TableMetadata metadata, IcebergTable before) {
    Snapshot snapshot = metadata.currentSnapshot();
    return IcebergTable.of(
        metadata.metadataFileLocation(),
        snapshot == null ? -1 : snapshot.snapshotId(),
        metadata.currentSchemaId(),
        metadata.defaultSpecId(),
        metadata.defaultSortOrderId(),
        before.getId());
  }

  /** Removes the metadata of an attempt that was not committed; its data files stay. */
  public void discard() {
    operations.values().forEach(StagingCommit::discard);
  }

  private static void discard(StagedOperations staged) {
    staged.written().forEach(file -> delete(staged, file));
    staged.staged().ifPresent(metadata -> discardManifests(staged, metadata));
  }

  private static void discardManifests(StagedOperations staged, TableMetadata metadata) {
    for (Snapshot snapshot : metadata.snapshots()) {
      if (staged.base().snapshot(snapshot.snapshotId()) == null) {
        snapshot.allManifests(staged.io()).stream()
            .filter(manifest -> manifest.snapshotId() == snapshot.snapshotId())
            .forEach(manifest -> delete(staged, manifest.path()));
        delete(staged, snapshot.manifestListLocation());
      }
    }
  }

  private static void delete(StagedOperations staged, String file) {
    try {
      staged.io().deleteFile(file);
    } catch (RuntimeException e) {
      LOG.debug("Not removed, a later sweep will: {}", file, e);
    }
  }
}
