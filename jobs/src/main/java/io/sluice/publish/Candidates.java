package io.sluice.publish;

import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.failure.UnusableException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.MainLog;
import io.sluice.state.Owner;
import io.sluice.state.PublishNumbers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.projectnessie.model.Branch;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.Reference;

/**
 * The branches {@code candidate-N}: main and one commit that points tables at a cut. Who has
 * created the branch has the number N, on the whole Nessie server.
 */
final class Candidates {
  /** The audit whose failure a kept candidate shows. */
  static final String FAILED_AUDIT = "sluice.failed-audit-id";

  /** What of a dataset was cut, and against what of main. */
  static final String STATES = "sluice.states";

  private final Lake lake;
  private final References references;
  private final Owner owner;
  private final Map<String, Map<String, String>> kept = new HashMap<>();
  private long taken;

  Candidates(Lake lake, Owner owner) {
    this.lake = lake;
    this.references = lake.references();
    this.owner = owner;
  }

  /**
   * A number and its branch.
   *
   * @param bare whether the branch is at main's commit: it does not say yet whose it is
   */
  record Candidate(long number, Branch branch, boolean bare) {}

  /** A candidate that was kept because its audit failed. */
  record Kept(long number, Branch branch, String auditId) {}

  /**
   * A branch at main under the next free number.
   *
   * @param after the highest number that main's log shows
   */
  Candidate create(Branch main, long after) {
    for (long number = Math.max(after, taken) + 1; ; number++) {
      String name = PublishNumbers.candidate(number);
      if (references.find(PublishNumbers.tag(number)).isPresent()
          || references.find(name).isPresent()) {
        continue;
      }
      Branch branch;
      try {
        branch = (Branch) references.create(Branch.of(name, main.getHash()), main.getName());
      } catch (ConflictException e) {
        continue;
      }
      if (references.find(PublishNumbers.tag(number)).isPresent()) {
        // Taken, published and dropped by another publisher since the first look.
        references.dropUnlessMoved(branch);
        continue;
      }
      taken = number;
      return new Candidate(number, branch, true);
    }
  }

  /**
   * Points the tables at these contents; the candidate must still be where it was. A bare one may
   * have been taken for a leftover by a publisher that has just started: it is created again.
   *
   * @throws ConflictException where another publisher has taken the number meanwhile
   */
  Candidate commit(
      Candidate candidate,
      String message,
      Map<String, IcebergTable> contents,
      Map<String, String> properties) {
    CommitMeta meta = meta(message, properties);
    try {
      return new Candidate(
          candidate.number(), references.commit(candidate.branch(), contents, meta), false);
    } catch (SluiceException e) {
      if (!candidate.bare() || !isGone(candidate)) {
        throw e;
      }
    }
    requireUnused(candidate.number());
    Branch again = (Branch) references.create(candidate.branch(), References.MAIN);
    return new Candidate(candidate.number(), references.commit(again, contents, meta), false);
  }

  private boolean isGone(Candidate candidate) {
    return references.find(candidate.branch().getName()).isEmpty();
  }

  /** Refuses to go on with a candidate that another publisher has removed. */
  void requireThere(Candidate candidate) {
    if (isGone(candidate)) {
      throw new ConflictException(
          "Cannot publish: another publisher has removed %s: this one was silent for too long"
              .formatted(candidate.branch().getName()));
    }
  }

  private void requireUnused(long number) {
    if (references.find(PublishNumbers.tag(number)).isPresent()) {
      throw new ConflictException(
          "Cannot publish: another publisher has used the number: " + number);
    }
  }

  /**
   * Takes the candidate to where main is now, without what was committed to it.
   *
   * @throws ConflictException where it is gone: another publisher took this one for dead
   */
  Candidate reset(Candidate candidate, Branch main) {
    try {
      return new Candidate(candidate.number(), references.move(candidate.branch(), main), true);
    } catch (SluiceException e) {
      requireThere(candidate);
      throw e;
    }
  }

  /** Drops the candidate unless another publisher has it. */
  void drop(Candidate candidate) {
    references.dropUnlessMoved(candidate.branch());
  }

  /** The kept candidate of exactly these states. */
  Optional<Kept> kept(String states) {
    for (Reference reference : references.named("candidate-")) {
      if (reference instanceof Branch branch) {
        Map<String, String> said =
            kept.computeIfAbsent(
                branch.getHash(), hash -> references.head(branch).getCommitMeta().getProperties());
        if (states.equals(said.get(STATES)) && said.containsKey(FAILED_AUDIT)) {
          return PublishNumbers.number(branch)
              .map(number -> new Kept(number, branch, said.get(FAILED_AUDIT)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The candidate that was kept under this number.
   *
   * @throws UnusableException where there is none
   */
  static Kept kept(References references, long number) {
    String name = PublishNumbers.candidate(number);
    return references
        .find(name)
        .filter(Branch.class::isInstance)
        .map(Branch.class::cast)
        .flatMap(
            branch ->
                Optional.ofNullable(
                        references.head(branch).getCommitMeta().getProperties().get(FAILED_AUDIT))
                    .map(auditId -> new Kept(number, branch, auditId)))
        .orElseThrow(
            () ->
                new UnusableException(
                    "Cannot find a candidate whose audit failed: no such branch: " + name));
  }

  private CommitMeta meta(String message, Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>(properties);
    all.put(MainLog.NAMESPACE, lake.config().namespace());
    all.put(Owner.PROPERTY, owner.toProperty());
    return CommitMeta.builder().message(message).author("sluice").putAllProperties(all).build();
  }
}
