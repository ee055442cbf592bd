package io.sluice.bench.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** When records were appended to Kafka: a sample of them, until they are seen on main. */
final class Appended {
  private final int every;
  private final Map<Integer, Deque<Sample>> waiting = new TreeMap<>();

  /** Keeps each {@code every}th offset of a partition. */
  Appended(int every) {
    this.every = every;
  }

  private record Sample(long offset, long appendedMillis) {}

  /** The broker has appended a record, at its own clock's time. */
  synchronized void appended(int partition, long offset, long atMillis) {
    if (offset % every == 0) {
      waiting
          .computeIfAbsent(partition, key -> new ArrayDeque<>())
          .add(new Sample(offset, atMillis));
    }
  }

  /**
   * Main shows all records before these offsets.
   *
   * @param ends the offset after the last one that is visible, by partition
   * @param latencies takes the time from append to now of each sampled record, ms
   */
  synchronized void visible(Map<Integer, Long> ends, long nowMillis, LongConsumer latencies) {
    ends.forEach(
        (partition, end) -> {
          Deque<Sample> samples = waiting.getOrDefault(partition, new ArrayDeque<>());
          while (!samples.isEmpty() && samples.peek().offset() < end) {
            latencies.accept(Math.max(0, nowMillis - samples.poll().appendedMillis()));
          }
        });
  }

  /** Sampled records that are not on main yet. */
  synchronized long waiting() {
    return waiting.values().stream().mapToLong(Deque::size).sum();
  }
}
