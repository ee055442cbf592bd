package io.sluice.audit;

import java.io.Serializable;
import java.util.Arrays;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** The offsets of some rows of one Kafka partition, and those that are there more than once. */
final class OffsetSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Roaring64Bitmap offsets = new Roaring64Bitmap();
  private long highest = -1;
  private long[] again = {};
  private int repeated;

  void add(long offset) {
    // Rows mostly come in their order; only others can be there already.
    if (offset > highest) {
      highest = offset;
    } else if (offsets.contains(offset)) {
      repeat(offset);
    }
    offsets.addLong(offset);
  }

  private void repeat(long offset) {
    if (repeated == again.length) {
      again = Arrays.copyOf(again, Math.max(8, repeated * 2));
    }
    again[repeated++] = offset;
  }

  void add(OffsetSet other) {
    Roaring64Bitmap both = new Roaring64Bitmap();
    both.or(offsets);
    both.and(other.offsets);
    both.forEach(this::repeat);
    for (int i = 0; i < other.repeated; i++) {
      repeat(other.again[i]);
    }
    offsets.or(other.offsets);
    highest = Math.max(highest, other.highest);
  }

  /** To be called once, after the last row. */
  void seal() {
    offsets.runOptimize();
    again = Arrays.copyOf(again, repeated);
  }

  /** How many rows. */
  long rows() {
    return offsets.getLongCardinality() + repeated;
  }

  /** How many rows are before an offset; Kafka's offsets are never negative. */
  long below(long offset) {
    long below = offset <= 0 ? 0 : offsets.rankLong(offset - 1);
    for (int i = 0; i < repeated; i++) {
      below += Long.compareUnsigned(again[i], Math.max(0, offset)) < 0 ? 1 : 0;
    }
    return below;
  }

  /** Rows beyond the first of each offset. */
  long repeated() {
    return repeated;
  }

  /** A rough size in memory. */
  long bytes() {
    return 300 + offsets.getLongSizeInBytes() + 8L * again.length;
  }
}
