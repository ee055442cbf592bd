package io.sluice.audit;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** What one task, or all of them together, saw of rows in one pass: small, and mergeable. */
final class RowFigures implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] bad;
  private long rows;
  private long foreign;
  private final Map<Integer, OfPartition> partitions = new TreeMap<>();

  RowFigures(int conditions) {
    this.bad = new long[conditions];
  }

  /**
   * Offsets of one Kafka partition.
   *
   * @param published what is before this, main has; {@link Long#MIN_VALUE}: it has nothing
   * @param start the first that was ever read
   * @param end the one after the last that was read
   */
  record Bounds(long published, long start, long end) implements Serializable {}

  /** The rows of one Kafka partition. */
  static final class OfPartition implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Bounds bounds;
    private long rows;
    private long old;
    private long unread;
    private final Roaring64Bitmap offsets = new Roaring64Bitmap();

    OfPartition(Bounds bounds) {
      this.bounds = bounds;
    }

    void add(long offset) {
      rows++;
      if (offset < bounds.published()) {
        old++;
      } else if (offset < bounds.start() || offset >= bounds.end()) {
        unread++;
      }
      offsets.addLong(offset);
    }

    private void add(OfPartition other) {
      rows += other.rows;
      old += other.old;
      unread += other.unread;
      offsets.or(other.offsets);
    }
  }

  /** Counts a row of another topic, or of a partition that was not read. */
  void addForeign() {
    rows++;
    foreign++;
  }

  void add(OfPartition partition, long offset) {
    rows++;
    partition.add(offset);
  }

  void addBad(int condition) {
    bad[condition]++;
  }

  Map<Integer, OfPartition> partitions() {
    return partitions;
  }

  /** Adds what another task saw. */
  RowFigures plus(RowFigures other) {
    rows += other.rows;
    foreign += other.foreign;
    for (int i = 0; i < bad.length; i++) {
      bad[i] += other.bad[i];
    }
    other.partitions.forEach(
        (number, partition) ->
            partitions
                .computeIfAbsent(number, n -> new OfPartition(partition.bounds))
                .add(partition));
    return this;
  }

  /** Rows that break a condition, by its place. */
  long bad(int condition) {
    return bad[condition];
  }

  /** All rows of the files. */
  long rows() {
    return rows;
  }

  /** Rows from offsets that main has read. */
  long old() {
    return partitions.values().stream().mapToLong(each -> each.old).sum();
  }

  /** Rows from a topic, partition or offset that was not read. */
  long unread() {
    return foreign + partitions.values().stream().mapToLong(each -> each.unread).sum();
  }

  /** Rows beyond the first of each offset, this table's and the other's together. */
  long repeated(RowFigures other) {
    long repeated = 0;
    for (var entry : partitions.entrySet()) {
      OfPartition one = entry.getValue();
      OfPartition two = other.partitions.get(entry.getKey());
      if (two == null) {
        repeated += one.rows - one.offsets.getLongCardinality();
      } else {
        Roaring64Bitmap both = new Roaring64Bitmap();
        both.or(one.offsets);
        both.or(two.offsets);
        repeated += one.rows + two.rows - both.getLongCardinality();
      }
    }
    for (var entry : other.partitions.entrySet()) {
      if (!partitions.containsKey(entry.getKey())) {
        OfPartition two = entry.getValue();
        repeated += two.rows - two.offsets.getLongCardinality();
      }
    }
    return repeated;
  }
}
