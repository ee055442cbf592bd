package io.sluice.lake;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Table;

/**
 * In which data files two states of a table differ, whatever led from one to the other. Manifests
 * that both have are not opened, so that the cost goes with the difference and not with the table.
 *
 * @param added files that only the newer state has; one that it names twice is there twice
 * @param removed files that only the older state has
 * @param rows of the newer state, by the counts of its manifests
 * @param deleteFiles of the newer state: files that take rows out of others
 */
public record FileDiff(List<DataFile> added, List<DataFile> removed, long rows, long deleteFiles) {
  public FileDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** Compares a state with an older one; without that, every file is an added one. */
  public static FileDiff between(Optional<Table> older, Table newer) {
    List<ManifestFile> before = older.map(FileDiff::dataManifests).orElse(List.of());
    List<ManifestFile> after = dataManifests(newer);
    Map<String, Deque<DataFile>> onlyBefore = new HashMap<>();
    for (ManifestFile manifest : without(before, after)) {
      live(older.orElseThrow(), manifest)
          .forEach(
              file ->
                  onlyBefore
                      .computeIfAbsent(file.location(), path -> new ArrayDeque<>())
                      .add(file));
    }
    List<DataFile> added = new ArrayList<>();
    for (ManifestFile manifest : without(after, before)) {
      for (DataFile file : live(newer, manifest)) {
        Deque<DataFile> same = onlyBefore.get(file.location());
        if (same == null || same.isEmpty()) {
          added.add(file);
        } else {
          same.pop();
        }
      }
    }
    List<DataFile> removed = onlyBefore.values().stream().flatMap(Deque::stream).toList();
    return new FileDiff(added, removed, rows(after), deleteFiles(newer));
  }

  /** Whether both states hold the same files. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty();
  }

  /** How many rows the added files hold, by their own counts. */
  public long addedRows() {
    return added.stream().mapToLong(DataFile::recordCount).sum();
  }

  /** How many rows the removed files hold, by their own counts. */
  public long removedRows() {
    return removed.stream().mapToLong(DataFile::recordCount).sum();
  }

  private static List<ManifestFile> dataManifests(Table table) {
    return table.currentSnapshot() == null
        ? List.of()
        : table.currentSnapshot().dataManifests(table.io());
  }

  private static Collection<ManifestFile> without(
      List<ManifestFile> manifests, List<ManifestFile> others) {
    Map<String, ManifestFile> left = new LinkedHashMap<>();
    manifests.forEach(manifest -> left.put(manifest.path(), manifest));
    others.forEach(manifest -> left.remove(manifest.path()));
    return left.values();
  }

  private static List<DataFile> live(Table table, ManifestFile manifest) {
    List<DataFile> files = new ArrayList<>();
    try (ManifestReader<DataFile> reader =
        ManifestFiles.read(manifest, table.io(), table.specs())) {
      reader.forEach(files::add);
    } catch (IOException e) {
      throw new SluiceException("Cannot read manifest: " + manifest.path(), e);
    }
    return files;
  }

  private static long rows(List<ManifestFile> manifests) {
    return manifests.stream().mapToLong(m -> m.addedRowsCount() + m.existingRowsCount()).sum();
  }

  private static long deleteFiles(Table table) {
    return table.currentSnapshot() == null
        ? 0
        : table.currentSnapshot().deleteManifests(table.io()).stream()
            .mapToLong(m -> m.addedFilesCount() + m.existingFilesCount())
            .sum();
  }
}
