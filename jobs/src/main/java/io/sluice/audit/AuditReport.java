package io.sluice.audit;

import java.time.Instant;
import java.util.List;

/**
 * The evidence of one audit.
 *
 * @param auditId one id for all its findings
 * @param number N of candidate-N
 * @param stagingHash the head of staging at the cut
 */
public record AuditReport(
    String auditId, long number, String stagingHash, Instant auditedAt, List<Finding> findings) {
  public AuditReport {
    findings = List.copyOf(findings);
  }

  public boolean passed() {
    return findings.stream().allMatch(Finding::passed);
  }

  /** The checks that did not pass. */
  public List<Finding> failures() {
    return findings.stream().filter(finding -> !finding.passed()).toList();
  }
}
