package io.sluice.publish;

import io.sluice.audit.AuditReport;
import io.sluice.audit.Evidence;
import io.sluice.audit.Finding;
import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.publish.Candidates.Candidate;
import io.sluice.state.MainLog;
import io.sluice.state.Owner;
import io.sluice.state.Tables;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.projectnessie.model.Branch;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;

/**
 * Puts the contents of an earlier publish on main again, as a publish of its own: main's log only
 * grows. Publishing is held from then on.
 */
public final class Rollback {
  private final Lake lake;
  private final References references;
  private final Clock clock;
  private final Candidates candidates;

  public Rollback(Lake lake, Clock clock) {
    Owner self = Owners.here();
    this.lake = lake;
    this.references = lake.references();
    this.clock = clock;
    this.candidates = new Candidates(lake, self);
  }

  /**
   * What was done.
   *
   * @param number N of the publish that the rollback is
   * @param tables what has its earlier contents again
   * @param left tables that came after that publish, left as they are
   */
  public record Result(long number, String hash, List<String> tables, List<String> left) {}

  /**
   * Takes the namespace's tables on main back.
   *
   * @param tag of the publish, such as {@code publish-7}
   * @throws SluiceException where the tag is none of main's states
   */
  public Result to(String tag, String why, String who) {
    Reference earlier =
        references
            .find(tag)
            .filter(Tag.class::isInstance)
            .orElseThrow(() -> new SluiceException("Cannot roll back: no such publish: " + tag));
    Branch main = references.branch(References.MAIN);
    boolean published =
        references.log(
            main,
            log ->
                log.anyMatch(entry -> earlier.getHash().equals(entry.getCommitMeta().getHash())));
    if (!published) {
      throw new SluiceException("Cannot roll back: main never was at it: " + tag);
    }
    List<String> now = new ArrayList<>(references.tables(main));
    now.remove(Tables.AUDITS);
    Map<String, IcebergTable> contents = new HashMap<>(references.contents(earlier, now));
    if (contents.isEmpty()) {
      throw new SluiceException(
          "Cannot roll back: it holds no table of " + lake.config().namespace() + ": " + tag);
    }
    Promotion.Move move =
        new Promotion.Move(
            main,
            contents,
            references.contents(main, now),
            null,
            Map.of(MainLog.ROLLBACK_TO, tag, Hold.WHY, why, Hold.WHO, who));
    return moved(main, move, tag, why, who, now);
  }

  private Result moved(
      Branch main, Promotion.Move move, String tag, String why, String who, List<String> now) {
    MainLog log = references.log(main, entries -> MainLog.of(entries, lake.config().namespace()));
    Candidate candidate = candidates.create(main, log.number());
    Optional<Reference> held = Optional.empty();
    try {
      IcebergTable audits = evidence(candidate.number(), tag, why, who);
      Candidate ready =
          candidates.commit(candidate, "rollback to " + tag, move.contents(), move.properties());
      candidate = ready;
      // Before main moves: no publisher slips in between.
      held = new Hold(lake).set(ready.branch());
      Branch moved = new Promotion(lake, candidates).to(ready, move.with(audits));
      List<String> left = new ArrayList<>(now);
      left.removeAll(move.contents().keySet());
      return new Result(
          candidate.number(),
          moved.getHash(),
          move.contents().keySet().stream().sorted().toList(),
          left);
    } catch (RuntimeException e) {
      held.ifPresent(references::dropUnlessMoved);
      candidates.drop(candidate);
      throw e;
    }
  }

  private IcebergTable evidence(long number, String tag, String why, String who) {
    Finding said =
        new Finding(
            lake.config().namespace(), "rollback", "main", "to " + tag, who + ": " + why, true);
    String staging = references.branch(References.STAGING).getHash();
    return new Evidence(lake)
        .write(
            List.of(
                new AuditReport(
                    UUID.randomUUID().toString(),
                    number,
                    staging,
                    clock.instant(),
                    List.of(said))));
  }
}
