package io.sluice.audit;

import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** What the rows of several files say together, held against what was read of Kafka. */
final class RowFigures {
  private final Collection<FileFigures> files;
  private final Map<Integer, Roaring64Bitmap> offsets = new TreeMap<>();
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
      file.offsets()
          .forEach(
              (partition, set) ->
                  offsets.computeIfAbsent(partition, each -> new Roaring64Bitmap()).or(set));
    }
    long before = 0;
    long beside = 0;
    for (var each : offsets.entrySet()) {
      Roaring64Bitmap set = each.getValue();
      PartitionState read = ingest.partitions().get(each.getKey());
      if (read == null) {
        beside += set.getLongCardinality();
        continue;
      }
      PartitionState on = published.partitions().get(each.getKey());
      long main = on == null ? 0 : below(set, on.end());
      long start = Math.max(main, below(set, read.start()));
      before += main;
      beside += start - main + set.getLongCardinality() - Math.max(start, below(set, read.end()));
    }
    this.old = before;
    this.unread = beside + files.stream().mapToLong(FileFigures::foreign).sum();
  }

  /** How many are before an offset; Kafka's offsets are never negative. */
  private static long below(Roaring64Bitmap set, long offset) {
    return offset <= 0 ? 0 : set.rankLong(offset - 1);
  }

  /** Rows that break a condition, by its place. */
  long bad(int condition) {
    return files.stream().mapToLong(file -> file.bad(condition)).sum();
  }

  /** All rows of the files. */
  long rows() {
    return files.stream().mapToLong(FileFigures::rows).sum();
  }

  /** Offsets that main has read; of one that is there twice, see {@link #repeated}. */
  long old() {
    return old;
  }

  /** Rows from a topic, partition or offset that was not read. */
  long unread() {
    return unread;
  }

  /** Rows beyond the first of each offset, this table's and the other's together. */
  long repeated(RowFigures other) {
    long repeated = placed() + other.placed();
    for (var each : offsets.entrySet()) {
      Roaring64Bitmap two = other.offsets.get(each.getKey());
      Roaring64Bitmap both = new Roaring64Bitmap();
      both.or(each.getValue());
      if (two != null) {
        both.or(two);
      }
      repeated -= both.getLongCardinality();
    }
    for (var each : other.offsets.entrySet()) {
      repeated -= offsets.containsKey(each.getKey()) ? 0 : each.getValue().getLongCardinality();
    }
    return repeated;
  }

  private long placed() {
    return files.stream().mapToLong(file -> file.rows() - file.foreign()).sum();
  }
}
