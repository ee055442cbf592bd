package io.sluice.publish;

import io.sluice.failure.ConflictException;
import io.sluice.failure.HaltPoint;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.publish.Candidates.Candidate;
import io.sluice.state.MainLog;
import io.sluice.state.PublishNumbers;
import io.sluice.state.Tables;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.projectnessie.model.Branch;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves main to audited states by compare-and-set. Where others have moved main meanwhile, but not
 * these tables, the same states are put on top of theirs.
 */
final class Promotion {
  private static final Logger LOG = LoggerFactory.getLogger(Promotion.class);
  private static final int TRIES = 50;
  private static final int MOVES = 5;

  private final Lake lake;
  private final References references;
  private final Candidates candidates;

  Promotion(Lake lake, Candidates candidates) {
    this.lake = lake;
    this.references = lake.references();
    this.candidates = candidates;
  }

  /**
   * What is to be on main.
   *
   * @param cut main as it was when the states were cut
   * @param contents the audited states by table
   * @param expected what main must still have of these tables
   * @param evidence the table audits with the evidence of this publish
   */
  record Move(
      Branch cut,
      Map<String, IcebergTable> contents,
      Map<String, IcebergTable> expected,
      IcebergTable evidence,
      Map<String, String> properties) {
    Move with(IcebergTable audits) {
      return new Move(cut, contents, expected, audits, properties);
    }
  }

  /**
   * Main gets one commit. Its tag is there before main moves: a reader never finds main at an
   * untagged state.
   *
   * @return main
   * @throws ConflictException where another publisher has changed these tables on main, or has
   *     taken the candidate away; main was not moved
   */
  Branch to(Candidate candidate, Move move) {
    Candidate at = candidate;
    for (int tried = 1; tried <= TRIES; tried++) {
      Branch main = references.branch(References.MAIN);
      if (!isStill(main, move)) {
        candidates.drop(at);
        throw new ConflictException(
            "Cannot publish: another publisher was faster: it has changed on main some of: "
                + move.contents().keySet());
      }
      Candidate base = candidates.reset(at, main);
      at =
          candidates.commit(
              base,
              PublishNumbers.tag(candidate.number()),
              withEvidence(main, move),
              properties(candidate, move));
      if (tagAndMove(main, at)) {
        Branch moved = Branch.of(main.getName(), at.branch().getHash());
        keepTag(candidate.number(), moved);
        candidates.drop(at);
        return moved;
      }
    }
    candidates.drop(at);
    throw new ConflictException(
        "Cannot publish: others move main all the time: given up after "
            + TRIES
            + " tries: "
            + PublishNumbers.tag(candidate.number()));
  }

  private static Map<String, String> properties(Candidate candidate, Move move) {
    Map<String, String> properties = new TreeMap<>(move.properties());
    properties.put(MainLog.PUBLISH, Long.toString(candidate.number()));
    return properties;
  }

  /** Neither these tables nor, by a client that is no publisher, any of the namespace. */
  private boolean isStill(Branch main, Move move) {
    if (main.getHash().equals(move.cut().getHash())) {
      return true;
    }
    boolean foreign =
        references.log(
            main,
            log ->
                MainLog.of(
                        log.takeWhile(
                            entry -> !entry.getCommitMeta().getHash().equals(move.cut().getHash())),
                        lake.config().namespace())
                    .foreign()
                    .isPresent());
    if (foreign) {
      return false;
    }
    Map<String, IcebergTable> now =
        references.contents(main, List.copyOf(move.contents().keySet()));
    return move.contents().keySet().stream()
        .allMatch(table -> sameState(now.get(table), move.expected().get(table)));
  }

  private static boolean sameState(IcebergTable one, IcebergTable other) {
    if (one == null || other == null) {
      return one == other;
    }
    return one.getMetadataLocation().equals(other.getMetadataLocation())
        && one.getSnapshotId() == other.getSnapshotId();
  }

  /** The evidence is one line of history: where main's is newer, it holds this publish's too. */
  private Map<String, IcebergTable> withEvidence(Branch main, Move move) {
    Map<String, IcebergTable> contents = new TreeMap<>(move.contents());
    IcebergTable there = references.contents(main, List.of(Tables.AUDITS)).get(Tables.AUDITS);
    if (sequence(there) < sequence(move.evidence())) {
      contents.put(Tables.AUDITS, move.evidence());
    }
    return contents;
  }

  private long sequence(IcebergTable audits) {
    if (audits == null || audits.getSnapshotId() < 0) {
      return -1;
    }
    Snapshot snapshot = lake.table(Tables.AUDITS, audits).snapshot(audits.getSnapshotId());
    return snapshot.sequenceNumber();
  }

  /** False where main has moved meanwhile; then the tag is gone again. */
  private boolean tagAndMove(Branch main, Candidate ready) {
    Tag tag = Tag.of(PublishNumbers.tag(ready.number()), ready.branch().getHash());
    Reference tagged = references.create(tag, ready.branch().getName());
    HaltPoint.reached("publish-tagged");
    boolean moved = false;
    try {
      moved = move(main, ready);
    } catch (ConflictException e) {
      references.dropUnlessMoved(tagged);
      throw e;
    }
    if (!moved) {
      references.dropUnlessMoved(tagged);
      return false;
    }
    HaltPoint.reached("publish-moved");
    return true;
  }

  /**
   * Moves main. Where the server's answer is lost, main's log says whether it has moved; where it
   * has not, the same request is sent again: it names the hash that main must still be at.
   *
   * @return false where others have moved it
   * @throws ConflictException where the candidate is gone
   */
  private boolean move(Branch main, Candidate ready) {
    for (int tried = 1; ; tried++) {
      try {
        references.move(main, ready.branch());
        return true;
      } catch (ConflictException e) {
        return isOnMain(main, ready);
      } catch (RuntimeException e) {
        LOG.warn("Main was not moved, or without an answer: looking where it is: {}", e.toString());
        if (isOnMain(main, ready)) {
          return true;
        }
        candidates.requireThere(ready);
        if (tried == MOVES) {
          // The request may still be on its way: with the tag gone it would move main to an
          // untagged state, so tag and candidate stay until the next start looks again.
          throw e;
        }
      }
    }
  }

  private boolean isOnMain(Branch before, Candidate ready) {
    return references.logHolds(
        references.branch(before.getName()), ready.branch().getHash(), before.getHash());
  }

  /** Another publisher may have taken this one for dead and its tag for a leftover. */
  private void keepTag(long number, Branch main) {
    String name = PublishNumbers.tag(number);
    if (references.find(name).isEmpty()) {
      references.create(Tag.of(name, main.getHash()), main.getName());
    }
  }
}
