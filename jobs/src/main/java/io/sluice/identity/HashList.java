package io.sluice.identity;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * 128-bit hashes as they came, in parts by their first byte: unsorted, some perhaps twice. Adding
 * one is a write at the end of an array; they are sorted once, when all are there.
 */
final class HashList implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long[] NOTHING = {};

  private final long[][] parts = new long[HashedIds.PARTS][];
  private final int[] longs = new int[HashedIds.PARTS];

  HashList() {
    Arrays.fill(parts, NOTHING);
  }

  /** Adds a hash whose lower half is not 0. */
  void add(long high, long low) {
    int part = HashedIds.part(high);
    int size = longs[part];
    if (size == parts[part].length) {
      parts[part] = Arrays.copyOf(parts[part], Math.max(16, size + (size >> 2 << 1)));
    }
    parts[part][size] = high;
    parts[part][size + 1] = low;
    longs[part] = size + 2;
  }

  /** Gives back the room that is not used: before it is sent or kept. */
  HashList trimmed() {
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Arrays.copyOf(parts[i], longs[i]);
    }
    return this;
  }

  /** The hashes of all lists, which are emptied: so there is never a second copy of all. */
  static HashedIds drain(List<HashList> lists) {
    long[][] sorted = new long[HashedIds.PARTS][];
    IntStream.range(0, HashedIds.PARTS)
        .parallel()
        .forEach(
            part -> {
              int size = lists.stream().mapToInt(list -> list.longs[part]).sum();
              long[] its = sorted(lists, part, size);
              lists.forEach(list -> list.release(part));
              sorted[part] = withoutCopies(its);
            });
    return new HashedIds(sorted);
  }

  private void release(int part) {
    parts[part] = NOTHING;
    longs[part] = 0;
  }

  /**
   * Hashes are spread evenly: counted by their next bits each is put near its place, and has few
   * steps to go from there.
   */
  private static long[] sorted(List<HashList> lists, int part, int size) {
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(size >> 1));
    int shift = Long.SIZE - bits;
    int[] places = new int[(1 << bits) + 1];
    for (HashList list : lists) {
      long[] its = list.parts[part];
      for (int i = 0; i < list.longs[part]; i += 2) {
        places[place(its[i], shift) + 1] += 2;
      }
    }
    for (int i = 1; i < places.length; i++) {
      places[i] += places[i - 1];
    }
    long[] all = new long[size];
    for (HashList list : lists) {
      long[] its = list.parts[part];
      for (int i = 0; i < list.longs[part]; i += 2) {
        int place = place(its[i], shift);
        int to = places[place];
        all[to] = its[i];
        all[to + 1] = its[i + 1];
        places[place] = to + 2;
      }
    }
    insertionSort(all);
    return all;
  }

  /** The bits after the part's own. */
  private static int place(long high, int shift) {
    return (int) ((high << HashedIds.PART_BITS) >>> shift);
  }

  private static void insertionSort(long[] all) {
    for (int i = 2; i < all.length; i += 2) {
      long high = all[i];
      long low = all[i + 1];
      int at = i;
      while (at > 0 && (all[at - 2] > high || (all[at - 2] == high && all[at - 1] > low))) {
        all[at] = all[at - 2];
        all[at + 1] = all[at - 1];
        at -= 2;
      }
      all[at] = high;
      all[at + 1] = low;
    }
  }

  private static long[] withoutCopies(long[] sorted) {
    int size = 0;
    for (int i = 0; i < sorted.length; i += 2) {
      if (size == 0 || sorted[size - 2] != sorted[i] || sorted[size - 1] != sorted[i + 1]) {
        sorted[size] = sorted[i];
        sorted[size + 1] = sorted[i + 1];
        size += 2;
      }
    }
    return size == sorted.length ? sorted : Arrays.copyOf(sorted, size);
  }
}
