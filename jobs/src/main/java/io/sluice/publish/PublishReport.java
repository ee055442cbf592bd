package io.sluice.publish;

import io.sluice.audit.Finding;
import io.sluice.state.IngestCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one publish did.
 *
 * @param datasets what became of each dataset, in the order they were given
 * @param heldWhy what publishing is held by; empty: it is not
 */
public record PublishReport(List<OfDataset> datasets, Optional<String> heldWhy, Duration took) {
  public PublishReport {
    datasets = List.copyOf(datasets);
  }

  /** What became of a dataset. */
  public enum Outcome {
    PUBLISHED,
    NOTHING_NEW,
    AUDIT_FAILED,
    /** Its audit could not be made; the other datasets are published without it. */
    NOT_AUDITED,
    HELD
  }

  /**
   * One dataset.
   *
   * @param number N of publish-N or, where the audit failed, of candidate-N; empty: nothing to do
   * @param hash the commit of main, or of the kept candidate
   * @param total the counts of everything read up to the cut
   * @param findings the audit's checks
   * @param error why there was no audit
   */
  public record OfDataset(
      String dataset,
      Outcome outcome,
      OptionalLong number,
      String hash,
      IngestCounts total,
      List<Finding> findings,
      Optional<RuntimeException> error) {
    public OfDataset {
      findings = List.copyOf(findings);
    }

    static OfDataset of(String dataset, Outcome outcome) {
      return new OfDataset(
          dataset,
          outcome,
          OptionalLong.empty(),
          "",
          IngestCounts.ZERO,
          List.of(),
          Optional.empty());
    }

    /** The checks that failed. */
    public List<Finding> failures() {
      return findings.stream().filter(Finding::failed).toList();
    }
  }

  /** What must be known first: a failure before a success, a success before nothing. */
  public Outcome outcome() {
    return telling().outcome();
  }

  /** N of the dataset that {@link #outcome} is about. */
  public OptionalLong number() {
    return telling().number();
  }

  /** The commit of the dataset that {@link #outcome} is about. */
  public String hash() {
    return telling().hash();
  }

  /** The checks of all datasets. */
  public List<Finding> findings() {
    return datasets.stream().flatMap(each -> each.findings().stream()).toList();
  }

  /** The checks that failed. */
  public List<Finding> failures() {
    return findings().stream().filter(Finding::failed).toList();
  }

  private OfDataset telling() {
    return List.of(Outcome.HELD, Outcome.NOT_AUDITED, Outcome.AUDIT_FAILED, Outcome.PUBLISHED)
        .stream()
        .flatMap(outcome -> datasets.stream().filter(each -> each.outcome() == outcome))
        .findFirst()
        .orElseGet(() -> OfDataset.of("", Outcome.NOTHING_NEW));
  }
}
