package io.sluice.publish;

import io.sluice.audit.Audit;
import io.sluice.audit.AuditCache;
import io.sluice.audit.AuditReport;
import io.sluice.audit.AuditScope;
import io.sluice.audit.Evidence;
import io.sluice.audit.Finding;
import io.sluice.audit.Records;
import io.sluice.contract.Contract;
import io.sluice.failure.HaltPoint;
import io.sluice.lake.Lake;
import io.sluice.publish.Candidates.Candidate;
import io.sluice.publish.Candidates.Kept;
import io.sluice.publish.PublishReport.OfDataset;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.Cut;
import io.sluice.state.Since;
import io.sluice.state.Tables;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.projectnessie.model.Branch;
import org.projectnessie.model.IcebergTable;

/** One publish of all datasets that have something new. */
final class Round {
  private final Lake lake;
  private final Candidates candidates;
  private final Evidence evidence;
  private final Ownership.Seen seen;
  private final Map<String, AuditCache> audited;
  private final Records records;
  private final Clock clock;
  private final String auditId = UUID.randomUUID().toString();
  private final Map<String, Contract> contracts = new HashMap<>();
  private final Map<String, Cut> cuts = new LinkedHashMap<>();
  private final Map<String, List<Finding>> passed = new LinkedHashMap<>();
  private final Map<String, List<Finding>> failed = new LinkedHashMap<>();
  private final Map<String, OfDataset> results = new HashMap<>();

  /**
   * Nothing is taken in yet.
   *
   * @param audited what audits have read, by dataset: this one adds to it
   * @param records what rows are compared with
   */
  Round(
      Lake lake,
      Candidates candidates,
      Evidence evidence,
      Ownership.Seen seen,
      Map<String, AuditCache> audited,
      Records records,
      Clock clock) {
    this.lake = lake;
    this.candidates = candidates;
    this.evidence = evidence;
    this.seen = seen;
    this.audited = audited;
    this.records = records;
    this.clock = clock;
  }

  /** Takes a dataset in, unless main has its cut or the cut's audit is known to have failed. */
  void take(Contract contract, Optional<Cut> cut) {
    String dataset = contract.dataset();
    if (cut.isEmpty() || (cut.get().isPublished() && seen.foreign().isEmpty())) {
      results.put(dataset, OfDataset.of(dataset, Outcome.NOTHING_NEW));
      return;
    }
    Optional<Kept> kept = candidates.kept(states(dataset, cut.get()));
    if (kept.isPresent()) {
      long number = kept.get().number();
      List<Finding> failures = evidence.failures(number, kept.get().auditId());
      result(dataset, Outcome.AUDIT_FAILED, number, kept.get().branch(), cut.get(), failures);
      return;
    }
    contracts.put(dataset, contract);
    cuts.put(dataset, cut.get());
  }

  boolean isEmpty() {
    return cuts.isEmpty();
  }

  /** What became of the datasets, in the order of their contracts. */
  List<OfDataset> results(List<Contract> order) {
    return order.stream().map(contract -> results.get(contract.dataset())).toList();
  }

  /** Audits what was taken in; moves main to what passed and keeps what failed. */
  void publish(Branch main) {
    Candidate candidate = candidates.create(main, seen.log().number());
    boolean handedOn = false;
    try {
      HaltPoint.reached("publish-created");
      candidate =
          candidates.commit(
              candidate,
              "cut " + candidate.branch().getName(),
              contents(cuts),
              CommitProperties.of(cuts));
      audit(candidate);
      List<AuditReport> reports = new ArrayList<>();
      Instant now = clock.instant();
      Map<String, Candidate> kept = new LinkedHashMap<>();
      for (String dataset : failed.keySet()) {
        // One that fails alone keeps the number; beside others each has a candidate of its own.
        boolean alone = passed.isEmpty() && kept.isEmpty();
        Candidate own = alone ? candidate : candidates.create(main, candidate.number());
        handedOn |= alone;
        kept.put(dataset, own);
        reports.add(report(own.number(), dataset, now, failed.get(dataset)));
      }
      for (String dataset : passed.keySet()) {
        reports.add(report(candidate.number(), dataset, now, passed.get(dataset)));
      }
      if (reports.isEmpty()) {
        return;
      }
      IcebergTable audits = evidence.write(reports);
      kept.forEach((dataset, own) -> keep(dataset, own, main));
      if (!passed.isEmpty()) {
        handedOn = true;
        promote(candidate, main, audits);
      }
    } finally {
      if (!handedOn) {
        candidates.drop(candidate);
      }
    }
  }

  private AuditReport report(long number, String dataset, Instant at, List<Finding> findings) {
    return new AuditReport(auditId, number, cuts.get(dataset).staging().getHash(), at, findings);
  }

  /** An audit that cannot be made stops its own dataset only. */
  private void audit(Candidate candidate) {
    RuntimeException first = null;
    for (Map.Entry<String, Cut> entry : cuts.entrySet()) {
      String dataset = entry.getKey();
      Cut cut = entry.getValue();
      try {
        List<Finding> findings =
            new ArrayList<>(
                Audit.run(
                    new AuditScope(
                        lake,
                        contracts.get(dataset),
                        cut,
                        candidate.branch(),
                        audited.computeIfAbsent(dataset, each -> new AuditCache()),
                        records,
                        clock)));
        findings.add(seen.finding(dataset));
        findings.add(evidenceIsOurs(cut));
        boolean ok = findings.stream().noneMatch(Finding::failed);
        (ok ? passed : failed).put(dataset, findings);
      } catch (RuntimeException e) {
        first = first == null ? e : first;
        results.put(
            dataset,
            new OfDataset(
                dataset,
                Outcome.NOT_AUDITED,
                OptionalLong.empty(),
                "",
                cut.ingest().counts(),
                List.of(),
                Optional.of(e)));
      }
    }
    if (first != null && passed.isEmpty() && failed.isEmpty()) {
      throw first;
    }
  }

  /** Main is to get rows of evidence that audits wrote, no other client's. */
  private Finding evidenceIsOurs(Cut cut) {
    IcebergTable published = cut.published().get(Tables.AUDITS);
    boolean foreign = published != null && evidence.sinceOn(published) == Since.FOREIGN;
    return new Finding(
        Tables.AUDITS,
        "evidence_is_ours",
        "increment",
        foreign ? "rows that no audit wrote" : "rows of audits only",
        "rows of audits only",
        !foreign);
  }

  private void keep(String dataset, Candidate candidate, Branch main) {
    Map<String, Cut> own = Map.of(dataset, cuts.get(dataset));
    Map<String, String> properties = CommitProperties.of(own);
    properties.put(Candidates.STATES, states(dataset, cuts.get(dataset)));
    properties.put(Candidates.FAILED_AUDIT, auditId);
    Candidate kept =
        candidates.commit(
            candidates.reset(candidate, main),
            "audit of " + dataset + " failed: " + candidate.branch().getName(),
            cuts.get(dataset).contents(),
            properties);
    result(
        dataset,
        Outcome.AUDIT_FAILED,
        kept.number(),
        kept.branch(),
        cuts.get(dataset),
        failed.get(dataset));
  }

  private void promote(Candidate candidate, Branch main, IcebergTable audits) {
    Map<String, Cut> ready = new LinkedHashMap<>(cuts);
    ready.keySet().retainAll(passed.keySet());
    Map<String, IcebergTable> expected = new TreeMap<>();
    ready.values().forEach(cut -> expected.putAll(cut.published()));
    Map<String, String> properties = CommitProperties.of(ready);
    properties.put(Evidence.AUDIT_ID, auditId);
    Branch moved =
        new Promotion(lake, candidates)
            .to(candidate, new Promotion.Move(main, contents(ready), expected, audits, properties));
    ready.forEach(
        (dataset, cut) ->
            result(
                dataset, Outcome.PUBLISHED, candidate.number(), moved, cut, passed.get(dataset)));
  }

  private void result(
      String dataset,
      Outcome outcome,
      long number,
      Branch branch,
      Cut cut,
      List<Finding> findings) {
    results.put(
        dataset,
        new OfDataset(
            dataset,
            outcome,
            OptionalLong.of(number),
            branch.getHash(),
            cut.ingest().counts(),
            findings,
            Optional.empty()));
  }

  private String states(String dataset, Cut cut) {
    return CommitProperties.states(lake.config().namespace(), dataset, cut, seen.foreign());
  }

  private static Map<String, IcebergTable> contents(Map<String, Cut> cuts) {
    Map<String, IcebergTable> contents = new TreeMap<>();
    cuts.values().forEach(cut -> contents.putAll(cut.contents()));
    return contents;
  }
}
