package io.sluice.audit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** All checks of a candidate. Every check runs, also after one has failed. */
public final class Audit {
  static final String INCREMENT_VIEW = "sluice_audit_increment";

  private Audit() {}

  /** Runs every check. */
  public static List<Finding> run(AuditScope scope) {
    String dataset = scope.contract().dataset();
    Dataset<Row> increment = scope.increment(dataset);
    // Each check reads a few columns of the new files: cheaper than to hold all columns of the
    // rows.
    // What must be found by comparing two states is found once.
    boolean held = !scope.onlyAppended(dataset);
    if (held) {
      increment.persist(StorageLevel.MEMORY_AND_DISK());
    }
    increment.createOrReplaceTempView(INCREMENT_VIEW);
    try {
      List<Finding> findings = new ArrayList<>();
      findings.addAll(new RuleChecks(scope, increment).findings());
      findings.addAll(new UniquenessCheck(scope, increment).findings());
      findings.addAll(new ConservationCheck(scope, increment).findings());
      if (scope.cut().candles().isPresent()) {
        findings.addAll(new CandleCheck(scope).findings());
      }
      return findings;
    } finally {
      scope.lake().spark().catalog().dropTempView(INCREMENT_VIEW);
      if (held) {
        increment.unpersist();
      }
    }
  }
}
