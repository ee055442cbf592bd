package io.sluice.identity;

import java.io.Serializable;
import java.util.Arrays;

/** An immutable set of longs as sorted, disjoint, inclusive ranges: 16 bytes a range. */
public final class LongRanges implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The empty set. */
  public static final LongRanges EMPTY = new LongRanges(new long[0], new long[0]);

  private final long[] starts;
  private final long[] ends;

  LongRanges(long[] starts, long[] ends) {
    this.starts = starts;
    this.ends = ends;
  }

  /** How many ranges there are. */
  public int ranges() {
    return starts.length;
  }

  public boolean contains(long value) {
    int last = starts.length - 1;
    if (last < 0 || value > ends[last]) {
      return false;
    }
    if (value >= starts[last]) {
      return true;
    }
    int at = Arrays.binarySearch(starts, value);
    return at >= 0 || (at < -1 && value <= ends[-at - 2]);
  }

  /** Whether any value is in both. */
  public boolean intersects(LongRanges other) {
    int mine = 0;
    int theirs = 0;
    while (mine < starts.length && theirs < other.starts.length) {
      if (ends[mine] < other.starts[theirs]) {
        mine++;
      } else if (other.ends[theirs] < starts[mine]) {
        theirs++;
      } else {
        return true;
      }
    }
    return false;
  }

  /** The values of both; touching ranges become one. Linear in the number of ranges. */
  public LongRanges plus(LongRanges other) {
    if (other.starts.length == 0) {
      return this;
    }
    if (starts.length == 0) {
      return other;
    }
    long[] newStarts = new long[starts.length + other.starts.length];
    long[] newEnds = new long[newStarts.length];
    int size = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < starts.length || theirs < other.starts.length) {
      boolean takeMine =
          theirs == other.starts.length
              || (mine < starts.length && starts[mine] <= other.starts[theirs]);
      long start = takeMine ? starts[mine] : other.starts[theirs];
      long end = takeMine ? ends[mine++] : other.ends[theirs++];
      if (size > 0 && (start <= newEnds[size - 1] || start - 1 == newEnds[size - 1])) {
        newEnds[size - 1] = Math.max(newEnds[size - 1], end);
      } else {
        newStarts[size] = start;
        newEnds[size++] = end;
      }
    }
    return new LongRanges(Arrays.copyOf(newStarts, size), Arrays.copyOf(newEnds, size));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LongRanges that
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(ends, that.ends);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Arrays.hashCode(ends);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < starts.length; i++) {
      text.append(i == 0 ? "" : ", ").append(starts[i]);
      if (ends[i] != starts[i]) {
        text.append("..").append(ends[i]);
      }
    }
    return text.append(']').toString();
  }
}
