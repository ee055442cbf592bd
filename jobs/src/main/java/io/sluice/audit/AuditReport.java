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

  /** Whether no check failed; one that could not be made has not. */
  public boolean passed() {
    return findings.stream().noneMatch(Finding::failed);
  }

  /** The checks that failed. */
  public List<Finding> failures() {
    return findings.stream().filter(Finding::failed).toList();
  }
}
