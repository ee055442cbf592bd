package io.sluice.audit;

import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.util.ArrayList;
import java.util.List;

/**
 * Every record read is accounted for, and every row is one that was read: the cumulative counts of
 * the summaries against the tables' own manifests, and the increment's rows against both.
 */
final class Conservation implements Check {
  @Override
  public List<Finding> findings(AuditScope scope) {
    String dataset = scope.tables().rows();
    String quarantine = scope.tables().quarantine();
    IngestState ingest = scope.ingest();
    IngestCounts total = ingest.counts();
    IngestCounts delta = total.minus(scope.publishedIngest().counts());
    RowFigures rows = scope.rows();
    RowFigures refused = scope.refused();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.equal(
            dataset,
            "rows_conserved",
            "all offsets",
            total.read(),
            total.accepted() + total.quarantined() + total.duplicate()));
    findings.add(
        Finding.equal(
            dataset,
            "offsets_read",
            "all offsets",
            ingest.offsetSpan() - Math.max(0, ingest.skipped()),
            total.read()));
    findings.add(
        Finding.equal(
            dataset, "rows_accepted", "table", scope.diff(dataset).rows(), total.accepted()));
    findings.add(
        Finding.equal(
            quarantine,
            "rows_quarantined",
            "table",
            scope.diff(quarantine).rows(),
            total.quarantined()));
    findings.add(
        Finding.equal(
            dataset, "rows_accepted", Finding.ALL, rows.rows() - rows.old(), delta.accepted()));
    findings.add(
        Finding.equal(
            quarantine,
            "rows_quarantined",
            Finding.ALL,
            refused.rows() - refused.old(),
            delta.quarantined()));
    findings.add(Finding.none(dataset, "offset_once", Finding.ALL, rows.repeated(refused)));
    findings.add(
        Finding.none(dataset, "offset_was_read", Finding.ALL, rows.unread() + refused.unread()));
    scope
        .candles()
        .ifPresent(
            state -> {
              String candles = scope.tables().candles().orElseThrow();
              findings.add(
                  Finding.equal(
                      candles, "bars_counted", "table", scope.diff(candles).rows(), state.rows()));
            });
    return findings;
  }
}
