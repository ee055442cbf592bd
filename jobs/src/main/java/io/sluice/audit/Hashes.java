package io.sluice.audit;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A growing multiset of hashes: a few sorted arrays, each more than twice as long as the next, so
 * that adding costs a merge now and then and a look-up goes through few of them.
 */
final class Hashes implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayDeque<long[]> runs = new ArrayDeque<>();
  private long[] open = {};
  private int size;

  void add(long hash) {
    if (size == open.length) {
      open = Arrays.copyOf(open, Math.max(1_024, size * 2));
    }
    open[size++] = hash;
  }

  /** To be called after the last single one was added. */
  void seal() {
    if (size > 0) {
      long[] run = Arrays.copyOf(open, size);
      Arrays.sort(run);
      push(run);
    }
    open = new long[0];
    size = 0;
  }

  /** Adds all of another one, sealed. */
  void addAll(Hashes others) {
    others.runs.descendingIterator().forEachRemaining(this::push);
  }

  private void push(long[] run) {
    long[] last = run;
    while (!runs.isEmpty() && runs.peek().length <= 2L * last.length) {
      last = merged(runs.pop(), last);
    }
    runs.push(last);
  }

  private static long[] merged(long[] some, long[] others) {
    long[] all = new long[some.length + others.length];
    int one = 0;
    int other = 0;
    for (int i = 0; i < all.length; i++) {
      boolean first = other == others.length || (one < some.length && some[one] <= others[other]);
      all[i] = first ? some[one++] : others[other++];
    }
    return all;
  }

  boolean isEmpty() {
    return runs.isEmpty();
  }

  long size() {
    return runs.stream().mapToLong(run -> run.length).sum();
  }

  long bytes() {
    return 8 * size();
  }

  /** How many different ones. */
  long distinct() {
    Deque<long[]> all = new ArrayDeque<>(runs);
    while (all.size() > 1) {
      all.push(merged(all.pop(), all.pop()));
    }
    long distinct = 0;
    for (long[] run : all) {
      for (int i = 0; i < run.length; i++) {
        distinct += i == 0 || run[i] != run[i - 1] ? 1 : 0;
      }
    }
    return distinct;
  }

  /** Whether one is in both. */
  boolean meets(Hashes others) {
    return runs.stream().anyMatch(run -> others.runs.stream().anyMatch(other -> meets(run, other)));
  }

  private static boolean meets(long[] some, long[] others) {
    long[] few = some.length <= others.length ? some : others;
    long[] many = few == some ? others : some;
    int from = 0;
    for (long hash : few) {
      from = place(many, from, hash);
      if (from < many.length && many[from] == hash) {
        return true;
      }
    }
    return false;
  }

  /** The first place from here on of one that is not less: in growing steps, then by halves. */
  private static int place(long[] sorted, int from, long hash) {
    int low = from;
    int step = 1;
    while (low + step < sorted.length && sorted[low + step] < hash) {
      low += step;
      step = Math.min(step * 2, 1 << 28);
    }
    int found = Arrays.binarySearch(sorted, low, Math.min(sorted.length, low + step + 1), hash);
    return found >= 0 ? found : -found - 1;
  }
}
