package io.sluice.audit;

import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** What the rows of several files say together, held against what was read of Kafka. */
final class RowFigures {
  private final Collection<FileFigures> files;
  private final Map<Integer, OffsetSet> offsets = new TreeMap<>();
  private final long old;
  private final long unread;

  /**
   * Brings files together.
   *
   * @param published what main has read
   * @param ingest what had been read when the last of the files was written
   */
  RowFigures(Collection<FileFigures> files, IngestState published, IngestState ingest) {
    this.files = files;
    for (FileFigures file : files) {
      file.offsets().forEach((partition, set) -> all(offsets, partition).add(set));
    }
    long before = 0;
    long beside = 0;
    for (var each : offsets.entrySet()) {
      OffsetSet set = each.getValue();
      PartitionState read = ingest.partitions().get(each.getKey());
      PartitionState on = published.partitions().get(each.getKey());
      long main = on == null ? 0 : set.below(on.end());
      before += main;
      if (read == null) {
        beside += set.rows() - main;
      } else {
        long start = Math.max(main, set.below(read.start()));
        beside += start - main + set.rows() - Math.max(start, set.below(read.end()));
      }
    }
    this.old = before;
    this.unread = beside + files.stream().mapToLong(FileFigures::foreign).sum();
  }

  private static OffsetSet all(Map<Integer, OffsetSet> offsets, int partition) {
    return offsets.computeIfAbsent(partition, each -> new OffsetSet());
  }

  /** Rows that break a condition, by its place. */
  long bad(int condition) {
    return files.stream().mapToLong(file -> file.bad(condition)).sum();
  }

  /** All rows of the files. */
  long rows() {
    return files.stream().mapToLong(FileFigures::rows).sum();
  }

  /** Rows from offsets that main has read. */
  long old() {
    return old;
  }

  /** Rows from a topic, partition or offset that was not read. */
  long unread() {
    return unread;
  }

  /** Rows beyond the first of each offset, this table's and the other's together. */
  long repeated(RowFigures other) {
    Map<Integer, OffsetSet> both = new TreeMap<>();
    offsets.forEach((partition, set) -> all(both, partition).add(set));
    other.offsets.forEach((partition, set) -> all(both, partition).add(set));
    return both.values().stream().mapToLong(OffsetSet::repeated).sum();
  }
}
