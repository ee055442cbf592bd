package io.sluice.identity;

import java.io.Serializable;
import java.util.Arrays;

/**
 * An immutable set of 128-bit hashes: 16 bytes each, sorted, in parts by their first byte so that
 * no array is large. The lower half is never 0.
 */
final class HashedIds implements Serializable {
  private static final long serialVersionUID = 1L;
  static final int PART_BITS = 8;
  static final int PARTS = 1 << PART_BITS;
  private static final long[] NOTHING = {};

  /** The empty set. */
  static final HashedIds EMPTY = new HashedIds(new long[PARTS][]);

  /**
   * High and low in turn. Within a part all high halves have one sign, so they sort as they are.
   */
  private final long[][] parts;

  private final long size;

  HashedIds(long[][] parts) {
    this.parts = parts;
    long longs = 0;
    for (int i = 0; i < PARTS; i++) {
      if (parts[i] == null) {
        parts[i] = NOTHING;
      }
      longs += parts[i].length;
    }
    this.size = longs / 2;
  }

  static int part(long high) {
    return (int) (high >>> (Long.SIZE - PART_BITS));
  }

  long size() {
    return size;
  }

  boolean contains(long high, long low) {
    long[] part = parts[part(high)];
    int ids = part.length >> 1;
    if (ids == 0) {
      return false;
    }
    // Hashes are spread evenly: the place is near where the next 31 bits point to.
    int guess = (int) ((((high << PART_BITS) >>> 33) * ids) >>> 31);
    int from = guess;
    int to = guess;
    int step = 8;
    while (from > 0 && !less(part, from, high, low)) {
      to = from;
      from = Math.max(0, from - step);
      step <<= 1;
    }
    step = 8;
    while (to < ids && less(part, to, high, low)) {
      from = to;
      to = Math.min(ids, to + step);
      step <<= 1;
    }
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (less(part, middle, high, low)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from < ids && part[2 * from] == high && part[2 * from + 1] == low;
  }

  private static boolean less(long[] part, int at, long high, long low) {
    long there = part[2 * at];
    return there < high || (there == high && part[2 * at + 1] < low);
  }

  /** Whether any hash is in both. */
  boolean intersects(HashedIds other) {
    HashedIds small = size < other.size ? this : other;
    HashedIds large = size < other.size ? other : this;
    for (long[] part : small.parts) {
      for (int i = 0; i < part.length; i += 2) {
        if (large.contains(part[i], part[i + 1])) {
          return true;
        }
      }
    }
    return false;
  }

  /** The hashes of both. Linear in their number. */
  HashedIds plus(HashedIds other) {
    if (size == 0) {
      return other;
    }
    if (other.size == 0) {
      return this;
    }
    long[][] merged = new long[PARTS][];
    for (int i = 0; i < PARTS; i++) {
      merged[i] = merge(parts[i], other.parts[i]);
    }
    return new HashedIds(merged);
  }

  private static long[] merge(long[] mine, long[] theirs) {
    if (theirs.length == 0) {
      return mine;
    }
    if (mine.length == 0) {
      return theirs;
    }
    long[] merged = new long[mine.length + theirs.length];
    int size = 0;
    int at = 0;
    int there = 0;
    while (at < mine.length && there < theirs.length) {
      if (less(mine, at >> 1, theirs[there], theirs[there + 1])) {
        merged[size++] = mine[at++];
        merged[size++] = mine[at++];
      } else {
        if (mine[at] == theirs[there] && mine[at + 1] == theirs[there + 1]) {
          at += 2;
        }
        merged[size++] = theirs[there++];
        merged[size++] = theirs[there++];
      }
    }
    System.arraycopy(mine, at, merged, size, mine.length - at);
    size += mine.length - at;
    System.arraycopy(theirs, there, merged, size, theirs.length - there);
    size += theirs.length - there;
    return size == merged.length ? merged : Arrays.copyOf(merged, size);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HashedIds that && Arrays.deepEquals(parts, that.parts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(parts);
  }
}
