package io.sluice.publish;

import io.sluice.audit.Finding;
import io.sluice.state.IngestCounts;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one publish did.
 *
 * @param outcome what became of it
 * @param number N of publish-N or, where the audit failed, of candidate-N; empty: nothing to do
 * @param hash the commit of main, or of the kept candidate
 * @param total the counts of everything read up to the cut
 * @param findings the audit's checks
 */
public record PublishReport(
    Outcome outcome,
    OptionalLong number,
    String hash,
    IngestCounts total,
    List<Finding> findings,
    Duration took) {
  /** What became of a publish. */
  public enum Outcome {
    PUBLISHED,
    NOTHING_NEW,
    AUDIT_FAILED
  }

  static PublishReport nothingNew(Duration took) {
    return new PublishReport(
        Outcome.NOTHING_NEW, OptionalLong.empty(), "", IngestCounts.ZERO, List.of(), took);
  }

  /** The checks that failed. */
  public List<Finding> failures() {
    return findings.stream().filter(Finding::failed).toList();
  }
}
