package io.sluice.audit;

import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import io.sluice.state.Snapshots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * What one batch read of one Kafka partition, by its own account.
 *
 * @param from the first offset
 * @param to the offset after the last one
 * @param skipped offsets that held no record
 */
record SkippedRange(int partition, long from, long to, long skipped) {
  /** Offsets that are counted again in one audit: a part of a second. */
  static final long MOST = 100_000;

  /** The batches of the increment that skipped offsets, as far as the table still knows them. */
  static List<SkippedRange> of(AuditScope scope) {
    Table table = scope.candidate(scope.tables().rows()).table();
    List<IngestState> states =
        new ArrayList<>(
            Snapshots.ancestors(table.currentSnapshot(), table::snapshot)
                .filter(snapshot -> snapshot.summary().containsKey(IngestState.OFFSETS))
                .map(IngestState::of)
                .takeWhile(state -> !scope.publishedIngest().hasReadAllOf(state))
                .toList());
    // The cut says what was read, whatever the newest snapshot says.
    states.add(0, scope.ingest());
    Collections.reverse(states);
    Map<Integer, SortedMap<Long, PartitionState>> byEnd = new TreeMap<>();
    for (IngestState state : states) {
      // Of what two states say of the same offsets the newer one counts.
      state
          .partitions()
          .forEach(
              (partition, read) ->
                  byEnd.computeIfAbsent(partition, each -> new TreeMap<>()).put(read.end(), read));
    }
    List<SkippedRange> ranges = new ArrayList<>();
    byEnd.forEach(
        (partition, reads) ->
            ranges.addAll(
                between(partition, scope.publishedIngest().partitions().get(partition), reads)));
    return ranges;
  }

  private static List<SkippedRange> between(
      int partition, PartitionState main, SortedMap<Long, PartitionState> reads) {
    List<SkippedRange> ranges = new ArrayList<>();
    PartitionState last = main;
    for (PartitionState read : reads.values()) {
      SkippedRange range =
          last == null
              ? new SkippedRange(partition, read.start(), read.end(), read.skipped())
              : new SkippedRange(
                  partition, last.end(), read.end(), read.skipped() - last.skipped());
      last = read;
      if (range.skipped() != 0) {
        ranges.add(range);
      }
    }
    return ranges;
  }

  /** Some of them, the same ones for the same ranges. */
  static List<SkippedRange> sample(List<SkippedRange> all) {
    List<SkippedRange> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(all.hashCode()));
    List<SkippedRange> some = new ArrayList<>();
    long offsets = 0;
    for (SkippedRange range : shuffled) {
      long more = range.to() - range.from();
      if (offsets + more <= MOST) {
        some.add(range);
        offsets += more;
      }
    }
    return some;
  }

  /** Records that the batch read. */
  long records() {
    return to - from - skipped;
  }

  @Override
  public String toString() {
    return "partition %d, offsets %d to %d".formatted(partition, from, to - 1);
  }
}
