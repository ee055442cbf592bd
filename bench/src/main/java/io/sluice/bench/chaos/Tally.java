package io.sluice.bench.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A multiset. */
final class Tally<T> {
  private final Map<T, Integer> counts = new HashMap<>();
  private long size;

  void add(T element) {
    counts.merge(element, 1, Integer::sum);
    size++;
  }

  /** How many elements, equal ones counted each time. */
  long size() {
    return size;
  }

  /** How many of this multiset's elements the other one lacks. */
  long notIn(Tally<T> other) {
    long missing = 0;
    for (Map.Entry<T, Integer> entry : counts.entrySet()) {
      missing += Math.max(0, entry.getValue() - other.counts.getOrDefault(entry.getKey(), 0));
    }
    return missing;
  }

  /** The first few of the elements that the other one lacks. */
  List<T> examplesNotIn(Tally<T> other, int limit) {
    List<T> examples = new ArrayList<>();
    for (Map.Entry<T, Integer> entry : counts.entrySet()) {
      if (examples.size() < limit
          && entry.getValue() > other.counts.getOrDefault(entry.getKey(), 0)) {
        examples.add(entry.getKey());
      }
    }
    return examples;
  }

  /** How many elements are there more than once, the first time not counted. */
  long repeated() {
    return size - counts.size();
  }
}
