package io.sluice.identity;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** Whole numbers as they came, ascending ones without gaps as one range; some perhaps twice. */
final class RangeList implements Serializable {
  private static final long serialVersionUID = 1L;

  private long[] starts = {};
  private long[] ends = {};
  private int size;

  void add(long value) {
    if (size > 0 && value >= starts[size - 1] && value - 1 <= ends[size - 1]) {
      ends[size - 1] = Math.max(ends[size - 1], value);
      return;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, Math.max(8, size + size / 2));
      ends = Arrays.copyOf(ends, starts.length);
    }
    starts[size] = value;
    ends[size++] = value;
  }

  /** Gives back the room that is not used: before it is sent or kept. */
  RangeList trimmed() {
    starts = Arrays.copyOf(starts, size);
    ends = Arrays.copyOf(ends, size);
    return this;
  }

  /** The numbers of all lists. */
  static LongRanges together(List<RangeList> lists) {
    int size = lists.stream().mapToInt(list -> list.size).sum();
    long[] starts = new long[size];
    long[] ends = new long[size];
    int filled = 0;
    for (RangeList list : lists) {
      System.arraycopy(list.starts, 0, starts, filled, list.size);
      System.arraycopy(list.ends, 0, ends, filled, list.size);
      filled += list.size;
    }
    // Each by itself: what ends before the next start is whole, whichever start belongs to it.
    Arrays.sort(starts);
    Arrays.sort(ends);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      boolean begins = i == 0 || (starts[i] > ends[i - 1] && starts[i] - 1 > ends[i - 1]);
      if (begins) {
        starts[kept++] = starts[i];
      }
      ends[kept - 1] = ends[i];
    }
    return new LongRanges(Arrays.copyOf(starts, kept), Arrays.copyOf(ends, kept));
  }
}
