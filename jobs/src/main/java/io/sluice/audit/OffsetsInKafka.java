package io.sluice.audit;

import io.sluice.failure.NotReadyException;
import io.sluice.state.IngestState.PartitionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Ingest says of no offset that it was read before Kafka has it: such a claim would make the next
 * ingest pass over records that are still to come.
 */
final class OffsetsInKafka implements Check {
  static final String RULE = "offsets_in_kafka";

  @Override
  public List<Finding> findings(AuditScope scope) {
    String dataset = scope.tables().rows();
    Map<Integer, PartitionState> claimed = scope.ingest().partitions();
    if (ends(claimed).equals(ends(scope.publishedIngest().partitions()))) {
      return List.of(Finding.none(dataset, RULE, Finding.ALL, 0));
    }
    SortedMap<Integer, Long> there;
    try {
      there = scope.records().ends(scope.ingest().topic(), scope.ingest().topicId());
    } catch (NotReadyException e) {
      return List.of(Finding.notChecked(dataset, RULE, Finding.ALL, e.getMessage()));
    }
    List<Finding> findings = new ArrayList<>();
    claimed.forEach(
        (partition, state) -> {
          long end = there.getOrDefault(partition, 0L);
          if (state.end() > end) {
            findings.add(
                Finding.of(
                    dataset,
                    RULE,
                    "partition " + partition,
                    "read up to " + state.end(),
                    "<= " + end,
                    false));
          }
        });
    return findings.isEmpty() ? List.of(Finding.none(dataset, RULE, Finding.ALL, 0)) : findings;
  }

  private static Map<Integer, Long> ends(Map<Integer, PartitionState> partitions) {
    return partitions.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().end()));
  }
}
