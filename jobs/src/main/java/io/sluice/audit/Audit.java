package io.sluice.audit;

import java.util.ArrayList;
import java.util.List;

/** All checks of a candidate. Every check runs, also after one has failed. */
public final class Audit {
  /** Asked first: on columns of other names or types the others could say nothing. */
  private static final Check SCHEMA = new SchemaAsAgreed();

  /** A rule more is a line more. */
  static final List<Check> CHECKS =
      List.of(
          new RowRules(),
          new DatasetRules(),
          new KeyUnique(),
          new Conservation(),
          new OffsetsSkipped(),
          new OffsetsInKafka(),
          new DecodeSample(),
          new ShareLimits(),
          new NoDeleteFiles(),
          new PublishedKept(),
          new RewriteEqual(),
          new BarsEqualTrades(),
          new Revisions());

  private Audit() {}

  /** Runs every check, and closes the scope. */
  public static List<Finding> run(AuditScope scope) {
    try (scope) {
      List<Finding> findings = new ArrayList<>(SCHEMA.findings(scope));
      if (findings.stream()
          .anyMatch(each -> each.failed() && each.slice().equals(SchemaAsAgreed.COLUMNS))) {
        findings.add(
            Finding.notChecked(
                scope.tables().rows(),
                "all other rules",
                "table",
                "the columns are not as agreed"));
        return findings;
      }
      for (Check check : CHECKS) {
        findings.addAll(check.findings(scope));
      }
      scope.figures().keep();
      return findings;
    }
  }
}
