package io.sluice.publish;

import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.MainLog;
import io.sluice.state.Owner;
import io.sluice.state.PublishNumbers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.projectnessie.model.Branch;
import org.projectnessie.model.LogResponse.LogEntry;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What publishers that were killed have left on the Nessie server. */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  /** How long a publisher on another machine is given for one publish. */
  private static final Duration LEASE = Duration.ofMinutes(30);

  private final Lake lake;
  private final References references;
  private final Owner self;
  private final Clock clock;

  Leftovers(Lake lake, Owner self, Clock clock) {
    this.lake = lake;
    this.references = lake.references();
    this.self = self;
    this.clock = clock;
  }

  /**
   * Removes candidates without a failed audit whose publisher is gone, and tags of states that main
   * never was at.
   *
   * @return a newer publish of this namespace that main no longer leads to: another client took
   *     main back
   */
  Optional<String> clear() {
    Branch main = references.branch(References.MAIN);
    for (Reference reference : references.named("candidate-")) {
      if (reference instanceof Branch branch && PublishNumbers.number(branch).isPresent()) {
        clear(branch, main);
      }
    }
    return clearTags(references.branch(References.MAIN));
  }

  private void clear(Branch candidate, Branch main) {
    LogEntry head = references.head(candidate);
    Map<String, String> said = head.getCommitMeta().getProperties();
    long number = PublishNumbers.number(candidate).orElseThrow();
    if (!isBare(head, number) && (said.containsKey(Candidates.FAILED_AUDIT) || isAtWork(head))) {
      return;
    }
    LOG.info("Removing {}, its publisher has ended", candidate.getName());
    references
        .find(PublishNumbers.tag(number))
        .filter(tag -> tag.getHash().equals(candidate.getHash()))
        .filter(tag -> !isOn(main, head))
        .ifPresent(references::dropUnlessMoved);
    references.dropUnlessMoved(candidate);
  }

  /** A commit's place is looked for no further back than to what it was put on. */
  private boolean isOn(Branch main, LogEntry commit) {
    return references.logHolds(
        references.branch(main.getName()),
        commit.getCommitMeta().getHash(),
        commit.getParentCommitHash());
  }

  /**
   * Whether the candidate's head is a commit of main's: it was only just created. Whose it is
   * cannot be known; a publisher that is at work creates it again.
   */
  private static boolean isBare(LogEntry head, long number) {
    long published = MainLog.number(head);
    return published > 0 && published != number;
  }

  private boolean isAtWork(LogEntry head) {
    Optional<Owner> owner = Owner.parse(head.getCommitMeta().getProperties().get(Owner.PROPERTY));
    return owner.filter(each -> Owners.isAtWork(each, self, age(head), LEASE)).isPresent();
  }

  private Duration age(LogEntry entry) {
    Instant committed = entry.getCommitMeta().getCommitTime();
    return committed == null ? LEASE : Duration.between(committed, clock.instant());
  }

  /** Tags with a higher number than main's newest: made by hand, or of states main was at. */
  private Optional<String> clearTags(Branch main) {
    MainLog log = references.log(main, entries -> MainLog.of(entries, lake.config().namespace()));
    List<Tag> newer =
        references.named("publish-").stream()
            .filter(Tag.class::isInstance)
            .map(Tag.class::cast)
            .filter(tag -> PublishNumbers.number(tag).filter(n -> n > log.number()).isPresent())
            .filter(tag -> references.find(candidateOf(tag)).isEmpty())
            .sorted(Comparator.comparing(tag -> PublishNumbers.number(tag).orElseThrow()))
            .toList();
    String lost = null;
    for (Tag tag : newer) {
      LogEntry head = references.head(tag);
      if (isOn(main, head) || tag.getHash().equals(main.getHash())) {
        continue;
      }
      if (MainLog.number(head) != PublishNumbers.number(tag).orElseThrow()) {
        LOG.warn("Removing the tag {}: it is at no publish: {}", tag.getName(), tag.getHash());
        references.dropUnlessMoved(tag);
      } else if (lake.config()
          .namespace()
          .equals(head.getCommitMeta().getProperties().get(MainLog.NAMESPACE))) {
        lost = tag.getName();
      }
    }
    return Optional.ofNullable(lost);
  }

  private static String candidateOf(Tag tag) {
    return PublishNumbers.candidate(PublishNumbers.number(tag).orElseThrow());
  }
}
