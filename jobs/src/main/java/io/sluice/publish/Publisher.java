package io.sluice.publish;

import io.sluice.audit.Audit;
import io.sluice.audit.AuditReport;
import io.sluice.audit.AuditScope;
import io.sluice.audit.Evidence;
import io.sluice.audit.Finding;
import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.publish.Candidates.Candidate;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.Cut;
import io.sluice.state.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.projectnessie.model.Branch;
import org.projectnessie.model.IcebergTable;

/** Cut, audit, publish: the one way in which rows reach main. */
public final class Publisher {
  private final Lake lake;
  private final Contract contract;
  private final Clock clock;
  private final Cutter cutter;
  private final Candidates candidates;
  private final Evidence evidence;

  public Publisher(Lake lake, Contract contract, Clock clock) {
    this.lake = lake;
    this.contract = contract;
    this.clock = clock;
    this.cutter = new Cutter(lake, contract);
    this.candidates = new Candidates(lake);
    this.evidence = new Evidence(lake);
  }

  /**
   * Publishes the newest states that agree, if their audit passes.
   *
   * @throws io.sluice.failure.ConflictException where main moved meanwhile; nothing was published
   */
  public PublishReport publish() {
    Instant started = clock.instant();
    Optional<Cut> cut = cutter.cut();
    if (cut.isEmpty() || cut.get().isPublished()) {
      return PublishReport.nothingNew(since(started));
    }
    Candidate candidate = candidates.of(cut.get());
    try {
      return publish(candidate, cut.get(), started);
    } catch (ConflictException e) {
      throw e;
    } catch (RuntimeException e) {
      if (candidates.overtaken(candidate, cut.get())) {
        throw new ConflictException(
            "Cannot publish: another publisher was faster: candidate-" + candidate.number(), e);
      }
      throw e;
    }
  }

  private PublishReport publish(Candidate candidate, Cut cut, Instant started) {
    List<Finding> known =
        candidate
            .keptFrom()
            .map(stagingHash -> evidence.failures(candidate.number(), stagingHash))
            .orElse(List.of());
    if (!known.isEmpty()) {
      return report(Outcome.AUDIT_FAILED, candidate, candidate.branch(), cut, known, started);
    }
    AuditReport audit = audit(cut, candidate);
    evidence.write(audit);
    if (!audit.passed()) {
      return report(
          Outcome.AUDIT_FAILED, candidate, candidate.branch(), cut, audit.findings(), started);
    }
    Branch main = candidates.publish(candidate, cut, audit, staged());
    return report(Outcome.PUBLISHED, candidate, main, cut, audit.findings(), started);
  }

  private AuditReport audit(Cut cut, Candidate candidate) {
    List<Finding> findings = Audit.run(new AuditScope(lake, contract, cut, candidate.branch()));
    return new AuditReport(
        UUID.randomUUID().toString(),
        candidate.number(),
        cut.staging().getHash(),
        clock.instant(),
        findings);
  }

  /** The evidence as it is on staging now, this audit's included. */
  private IcebergTable staged() {
    References references = lake.references();
    IcebergTable audits =
        references
            .contents(references.branch(References.STAGING), List.of(Tables.AUDITS))
            .get(Tables.AUDITS);
    if (audits == null) {
      throw new SluiceException("Cannot publish: no table on staging: " + Tables.AUDITS);
    }
    return audits;
  }

  private PublishReport report(
      Outcome outcome,
      Candidate candidate,
      Branch branch,
      Cut cut,
      List<Finding> findings,
      Instant started) {
    return new PublishReport(
        outcome,
        OptionalLong.of(candidate.number()),
        branch.getHash(),
        cut.ingest().counts(),
        findings,
        since(started));
  }

  private Duration since(Instant started) {
    return Duration.between(started, clock.instant());
  }
}
