package io.sluice.identity;

/** Finds entries of a log, pairs of key and value, by their key. Not thread-safe while it grows. */
final class LogIndex {
  private static final int SMALLEST = 1 << 10;

  /** Entry + 1; 0: free. An open table, at most half full. */
  private int[] table = {};

  private int indexed;

  /** Takes in the entries that came since the last time. */
  void extend(long[] log, int entries) {
    if (2L * entries > table.length) {
      table = new int[Math.max(SMALLEST, Integer.highestOneBit(entries) << 2)];
      indexed = 0;
    }
    for (; indexed < entries; indexed++) {
      int at = place(log[2 * indexed]);
      while (table[at] != 0) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = indexed + 1;
    }
  }

  /** The value of a key; 0 where it is not there. */
  long find(long[] log, long key) {
    if (table.length == 0) {
      return 0;
    }
    int at = place(key);
    while (table[at] != 0) {
      int entry = table[at] - 1;
      if (log[2 * entry] == key) {
        return log[2 * entry + 1];
      }
      at = (at + 1) & (table.length - 1);
    }
    return 0;
  }

  private int place(long key) {
    return (int) Spelled.mix(key) & (table.length - 1);
  }
}
