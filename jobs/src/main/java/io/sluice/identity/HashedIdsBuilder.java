package io.sluice.identity;

import java.util.Arrays;

/**
 * Collects 128-bit hashes. An open table in which each hash stands at or after the place that its
 * first bits name, and all stand in order: what is built from it needs no sorting.
 */
final class HashedIdsBuilder {
  private static final int SMALLEST = 10; // bits

  /** High and low in turn; low 0: free. */
  private long[] table = {};

  private int bits = SMALLEST - 1;
  private int size;

  /** Adds a hash whose lower half is not 0; false where it was there. */
  boolean add(long high, long low) {
    if (size == mostIds()) {
      grow();
    }
    int at = place(high, bits);
    while (table[at + 1] != 0) {
      int order =
          table[at] == high
              ? Long.compare(table[at + 1], low)
              : Long.compareUnsigned(table[at], high);
      if (order == 0) {
        return false;
      }
      if (order > 0) {
        break;
      }
      at += 2;
    }
    int free = at;
    while (table[free + 1] != 0) {
      free += 2;
    }
    System.arraycopy(table, at, table, at + 2, free - at);
    table[at] = high;
    table[at + 1] = low;
    size++;
    return true;
  }

  int size() {
    return size;
  }

  HashedIds build() {
    if (size == 0) {
      return HashedIds.EMPTY;
    }
    long[][] parts = new long[HashedIds.PARTS][];
    long[] ids = new long[2 * size];
    int filled = 0;
    int from = 0;
    int part = 0;
    for (int at = 0; at < table.length; at += 2) {
      if (table[at + 1] == 0) {
        continue;
      }
      int its = HashedIds.part(table[at]);
      if (its != part) {
        parts[part] = Arrays.copyOfRange(ids, from, filled);
        part = its;
        from = filled;
      }
      ids[filled++] = table[at];
      ids[filled++] = table[at + 1];
    }
    parts[part] = Arrays.copyOfRange(ids, from, filled);
    return new HashedIds(parts);
  }

  private void grow() {
    bits++;
    // After the last place there is room for all that can be pushed on.
    long[] larger = new long[2 * ((1 << bits) + mostIds() + 1)];
    int next = 0;
    for (int at = 0; at < table.length; at += 2) {
      if (table[at + 1] != 0) {
        int to = Math.max(next, place(table[at], bits));
        larger[to] = table[at];
        larger[to + 1] = table[at + 1];
        next = to + 2;
      }
    }
    table = larger;
  }

  private int mostIds() {
    return table.length == 0 && bits < SMALLEST ? 0 : 1 << (bits - 1);
  }

  private static int place(long high, int bits) {
    return 2 * (int) (high >>> (Long.SIZE - bits));
  }
}
