package io.sluice.wap;

import io.sluice.lake.ConflictException;
import io.sluice.lake.Lake;
import io.sluice.lake.PublishNumbers;
import io.sluice.lake.References;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.projectnessie.model.Branch;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;

/** The branches {@code candidate-N}: main and one commit that points each table at its cut. */
final class Candidates {
  private static final String STATES = "sluice.states";

  private final Lake lake;
  private final References references;

  Candidates(Lake lake) {
    this.lake = lake;
    this.references = lake.references();
  }

  /** A branch and its number. */
  record Candidate(long number, Branch branch) {}

  /** The kept candidate of the same states, or a new one. */
  Candidate of(Cut cut) {
    Optional<Candidate> kept = kept(cut);
    if (kept.isPresent()) {
      return kept.get();
    }
    long number = PublishNumbers.of(references.all()).next();
    String name = PublishNumbers.candidate(number);
    Branch branch =
        (Branch) references.create(Branch.of(name, cut.main().getHash()), cut.main().getName());
    try {
      return new Candidate(
          number, references.commit(branch, cut.contents(), meta("cut " + name, properties(cut))));
    } catch (RuntimeException e) {
      references.drop(branch);
      throw e;
    }
  }

  /** A failed audit keeps its candidate: the same states are not audited again under a new N. */
  private Optional<Candidate> kept(Cut cut) {
    String states = states(cut);
    for (Reference reference : references.all()) {
      if (reference instanceof Branch branch && branch.getName().startsWith("candidate-")) {
        boolean same =
            references.log(
                branch,
                log ->
                    log.limit(1)
                        .anyMatch(
                            entry ->
                                states.equals(entry.getCommitMeta().getProperties().get(STATES))));
        if (same) {
          long number = Long.parseLong(branch.getName().substring("candidate-".length()));
          return Optional.of(new Candidate(number, branch));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Moves main to the audited states. The evidence joins them, main keeps one commit a publish, and
   * the tag is there before main moves: a reader never finds main at an untagged state.
   *
   * @return the new head of main
   * @throws ConflictException where main is not where the cut found it; nothing was moved
   */
  Branch publish(Candidate candidate, Cut cut, AuditReport report, IcebergTable evidence) {
    Map<String, IcebergTable> contents = new TreeMap<>(cut.contents());
    contents.put(io.sluice.lake.Tables.AUDITS, evidence);
    Map<String, String> properties = properties(cut);
    properties.put("sluice.audit-id", report.auditId());
    properties.put("sluice.publish", Long.toString(candidate.number()));
    String name = PublishNumbers.tag(candidate.number());
    Branch base =
        references.move(candidate.branch(), Branch.of(cut.main().getName(), cut.main().getHash()));
    Branch ready = references.commit(base, contents, meta(name, properties));
    Reference tag = references.create(Tag.of(name, ready.getHash()), ready.getName());
    try {
      Branch main = references.move(cut.main(), ready);
      references.drop(ready);
      return main;
    } catch (ConflictException e) {
      references.drop(tag);
      references.drop(ready);
      throw e;
    }
  }

  private static CommitMeta meta(String message, Map<String, String> properties) {
    return CommitMeta.builder()
        .message(message)
        .author("sluice")
        .putAllProperties(properties)
        .build();
  }

  private Map<String, String> properties(Cut cut) {
    Map<String, String> properties = new TreeMap<>(cut.ingest().counts().toProperties());
    properties.put("sluice.offsets", cut.ingest().startingOffsets());
    properties.put("sluice.staging-hash", cut.staging().getHash());
    properties.put("sluice.namespace", lake.config().namespace());
    properties.put(STATES, states(cut));
    return properties;
  }

  private static String states(Cut cut) {
    return cut.main().getHash()
        + " "
        + new TreeMap<>(cut.contents())
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().getSnapshotId())
                .collect(Collectors.joining(" "));
  }
}
