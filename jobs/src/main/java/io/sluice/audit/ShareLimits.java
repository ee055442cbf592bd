package io.sluice.audit;

import io.sluice.state.IngestCounts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was quarantined or a duplicate, as a share of what was read since main's state. */
final class ShareLimits implements Check {
  @Override
  public List<Finding> findings(AuditScope scope) {
    IngestCounts delta = scope.ingest().counts().minus(scope.publishedIngest().counts());
    List<Finding> findings = new ArrayList<>();
    add(
        findings,
        scope,
        "max_quarantined",
        scope.contract().shares().maxQuarantined(),
        delta.quarantined(),
        delta.read());
    add(
        findings,
        scope,
        "max_duplicate",
        scope.contract().shares().maxDuplicate(),
        delta.duplicate(),
        delta.read());
    return findings;
  }

  private static void add(
      List<Finding> findings,
      AuditScope scope,
      String rule,
      Optional<BigDecimal> most,
      long part,
      long read) {
    most.ifPresent(
        limit -> {
          BigDecimal share = Figure.percent(part, read);
          findings.add(
              Finding.of(
                  scope.tables().rows(),
                  rule,
                  Finding.ALL,
                  "%s percent: %d of %d records".formatted(share.toPlainString(), part, read),
                  "<= %s percent".formatted(limit.toPlainString()),
                  share.compareTo(limit) <= 0));
        });
  }
}
