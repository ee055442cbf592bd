package io.sluice.audit;

import io.sluice.contract.OffsetsPolicy;
import io.sluice.failure.NotReadyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each offset read held a record, unless the contract says that the topic is compacted or written
 * in transactions: a record that was lost on the way would be counted as skipped. There the records
 * of some batches are counted once more in Kafka.
 */
final class OffsetsSkipped implements Check {
  static final String RULE = "offsets_skipped";

  @Override
  public List<Finding> findings(AuditScope scope) {
    String dataset = scope.tables().rows();
    long skipped = skipped(scope);
    if (skipped == 0 || scope.contract().offsets() == OffsetsPolicy.CONTIGUOUS) {
      return List.of(Finding.none(dataset, RULE, Finding.ALL, skipped));
    }
    List<SkippedRange> all = SkippedRange.of(scope);
    List<SkippedRange> some = SkippedRange.sample(all);
    if (some.isEmpty()) {
      return List.of(
          Finding.notChecked(
              dataset,
              RULE,
              Finding.ALL,
              "%d offsets without a record, in batches of more than %d"
                  .formatted(skipped, SkippedRange.MOST)));
    }
    return recounted(scope, skipped, some);
  }

  /** Of each partition by itself: one too many here must not make up for one too few there. */
  private static long skipped(AuditScope scope) {
    var before = scope.publishedIngest().partitions();
    return scope.ingest().partitions().entrySet().stream()
        .mapToLong(
            each -> {
              var main = before.get(each.getKey());
              return Math.abs(each.getValue().skipped() - (main == null ? 0 : main.skipped()));
            })
        .sum();
  }

  private static List<Finding> recounted(
      AuditScope scope, long skipped, List<SkippedRange> ranges) {
    String dataset = scope.tables().rows();
    SortedMap<Integer, NavigableMap<Long, Long>> asked = new TreeMap<>();
    ranges.forEach(
        range ->
            asked
                .computeIfAbsent(range.partition(), partition -> new TreeMap<>())
                .put(range.from(), range.to()));
    Map<String, Long> counted = new HashMap<>();
    SortedMap<Integer, Long> starts;
    try {
      starts =
          scope
              .records()
              .read(
                  scope.ingest().topic(),
                  scope.ingest().topicId(),
                  asked,
                  record ->
                      counted.merge(
                          record.partition()
                              + "/"
                              + asked.get(record.partition()).floorKey(record.offset()),
                          1L,
                          Long::sum));
    } catch (NotReadyException e) {
      return List.of(
          Finding.notChecked(
              dataset,
              RULE,
              Finding.ALL,
              "%d offsets without a record: %s".formatted(skipped, e.getMessage())));
    }
    boolean shrinks = scope.contract().offsets() == OffsetsPolicy.COMPACTED;
    List<Finding> findings = new ArrayList<>();
    long rechecked = 0;
    for (SkippedRange range : ranges) {
      if (range.from() < starts.getOrDefault(range.partition(), Long.MAX_VALUE)) {
        continue;
      }
      long records = counted.getOrDefault(range.partition() + "/" + range.from(), 0L);
      // What is compacted after it was read is missing now; more than was read was never there.
      boolean right = shrinks ? records <= range.records() : records == range.records();
      rechecked += right ? range.skipped() : 0;
      if (!right) {
        findings.add(
            Finding.of(
                dataset,
                RULE,
                range.toString(),
                records + " records in Kafka",
                (shrinks ? "<= " : "= ") + range.records(),
                false));
      }
    }
    findings.addAll(summary(dataset, skipped, rechecked, findings.isEmpty()));
    return findings;
  }

  private static List<Finding> summary(
      String dataset, long skipped, long rechecked, boolean allRight) {
    if (!allRight) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    if (rechecked > 0) {
      findings.add(
          Finding.of(
              dataset,
              RULE,
              Finding.ALL,
              "%d of %d offsets without a record, counted again".formatted(rechecked, skipped),
              "no record there",
              true));
    }
    if (rechecked < skipped) {
      findings.add(
          Finding.notChecked(
              dataset,
              RULE,
              Finding.ALL,
              "%d of %d offsets without a record were not counted again"
                  .formatted(skipped - rechecked, skipped)));
    }
    return findings;
  }
}
