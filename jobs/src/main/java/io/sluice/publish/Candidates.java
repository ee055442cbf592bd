package io.sluice.publish;

import io.sluice.audit.AuditReport;
import io.sluice.failure.ConflictException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.Cut;
import io.sluice.state.PublishNumbers;
import io.sluice.state.Tables;
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
  private static final String STAGING_HASH = "sluice.staging-hash";
  private static final String PUBLISH = "sluice.publish";

  private final Lake lake;
  private final References references;

  Candidates(Lake lake) {
    this.lake = lake;
    this.references = lake.references();
  }

  /**
   * A branch and its number.
   *
   * @param keptFrom the head of staging at the cut of a candidate that was kept; empty: a new one
   */
  record Candidate(long number, Branch branch, Optional<String> keptFrom) {}

  /**
   * The kept candidate of the same states, or a new one under the next free number. Only candidates
   * newer than main's publish are looked at, so that a long history costs nothing.
   */
  Candidate of(Cut cut) {
    long published = published(cut.main());
    // Left by a publisher that was killed right after it had moved main.
    references.find(PublishNumbers.candidate(published)).ifPresent(references::dropUnlessMoved);
    long number = published + 1;
    for (Optional<Reference> taken = taken(number); taken.isPresent(); taken = taken(++number)) {
      if (taken.get() instanceof Branch branch) {
        CommitMeta meta = head(branch);
        if (states(cut).equals(meta.getProperties().get(STATES))) {
          return new Candidate(number, branch, Optional.of(meta.getProperties().get(STAGING_HASH)));
        }
      }
    }
    return create(number, cut);
  }

  private Candidate create(long number, Cut cut) {
    String name = PublishNumbers.candidate(number);
    Branch branch =
        (Branch) references.create(Branch.of(name, cut.main().getHash()), cut.main().getName());
    try {
      Branch frozen =
          references.commit(branch, cut.contents(), meta("cut " + name, properties(cut)));
      return new Candidate(number, frozen, Optional.empty());
    } catch (RuntimeException e) {
      references.drop(branch);
      throw e;
    }
  }

  /** Whether another publisher has moved main, or has taken the candidate away, since the cut. */
  boolean overtaken(Candidate candidate, Cut cut) {
    return references.find(candidate.branch().getName()).isEmpty()
        || !references.branch(cut.main().getName()).getHash().equals(cut.main().getHash());
  }

  private Optional<Reference> taken(long number) {
    return references
        .find(PublishNumbers.candidate(number))
        .or(() -> references.find(PublishNumbers.tag(number)));
  }

  /** The number of the publish that main is at; 0 where it only was created. */
  private long published(Branch main) {
    return Long.parseLong(head(main).getProperties().getOrDefault(PUBLISH, "0"));
  }

  private CommitMeta head(Branch branch) {
    return references.log(branch, log -> log.limit(1).findFirst().orElseThrow().getCommitMeta());
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
    contents.put(Tables.AUDITS, evidence);
    Map<String, String> properties = properties(cut);
    properties.put("sluice.audit-id", report.auditId());
    properties.put(PUBLISH, Long.toString(candidate.number()));
    String name = PublishNumbers.tag(candidate.number());
    Branch base =
        references.move(candidate.branch(), Branch.of(cut.main().getName(), cut.main().getHash()));
    Branch ready = references.commit(base, contents, meta(name, properties));
    // A publisher that was killed here left its tag; main never was at a number above its own.
    references.find(name).ifPresent(references::drop);
    Reference tag = references.create(Tag.of(name, ready.getHash()), ready.getName());
    try {
      Branch main = references.move(cut.main(), ready);
      references.dropUnlessMoved(ready);
      return main;
    } catch (ConflictException e) {
      references.dropUnlessMoved(tag);
      references.dropUnlessMoved(ready);
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
    properties.put(STAGING_HASH, cut.staging().getHash());
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
