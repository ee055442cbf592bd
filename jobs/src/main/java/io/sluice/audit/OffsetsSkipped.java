package io.sluice.audit;

import io.sluice.contract.OffsetsPolicy;
import java.util.List;

/**
 * Each offset read held a record, unless the contract says that the topic is compacted or written
 * in transactions: a record that was lost on the way would be counted as skipped.
 */
final class OffsetsSkipped implements Check {
  static final String RULE = "offsets_skipped";

  @Override
  public List<Finding> findings(AuditScope scope) {
    String dataset = scope.tables().rows();
    long skipped = scope.ingest().skipped() - scope.publishedIngest().skipped();
    if (skipped == 0 || scope.contract().offsets() == OffsetsPolicy.CONTIGUOUS) {
      return List.of(Finding.none(dataset, RULE, Finding.ALL, skipped));
    }
    return List.of(
        Finding.notChecked(
            dataset,
            RULE,
            Finding.ALL,
            "%d offsets without a record; Kafka is not asked whether they held one"
                .formatted(skipped)));
  }
}
