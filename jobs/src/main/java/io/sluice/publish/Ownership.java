package io.sluice.publish;

import io.sluice.audit.Finding;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.MainLog;
import io.sluice.state.PublishNumbers;
import java.util.Optional;
import org.projectnessie.model.Branch;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.LogResponse.LogEntry;
import org.projectnessie.model.Reference;

/** Whether main is where Sluice's own publishes have left it: no other client may move it. */
final class Ownership {
  /** The rule's name in the evidence. */
  static final String RULE = "main_is_ours";

  private final Lake lake;
  private final References references;

  Ownership(Lake lake) {
    this.lake = lake;
    this.references = lake.references();
  }

  /**
   * What was looked at.
   *
   * @param log of main
   * @param foreign what another client did to main; empty: nothing
   */
  record Seen(MainLog log, Optional<String> foreign) {
    /** As a check of one dataset's audit. */
    Finding finding(String dataset) {
      return new Finding(
          dataset,
          RULE,
          "main",
          foreign.orElse("only publishes of Sluice"),
          "only publishes of Sluice",
          foreign.isEmpty());
    }
  }

  /**
   * Looks from main's head back to the namespace's newest publish; commits that touch other
   * namespaces only are another client's business.
   *
   * @param lost a newer publish that main no longer leads to
   */
  Seen of(Branch main, Optional<String> lost) {
    MainLog log = references.log(main, entries -> MainLog.of(entries, lake.config().namespace()));
    Optional<String> foreign =
        log.foreign()
            .map(Ownership::described)
            .or(() -> lost.filter(tag -> isAfter(tag, log)).map(Ownership::takenBack))
            .or(() -> log.last().flatMap(this::movedTag));
    return new Seen(log, foreign);
  }

  private static boolean isAfter(String tag, MainLog log) {
    return Long.parseLong(tag.substring(tag.indexOf('-') + 1))
        > log.last().map(MainLog::number).orElse(0L);
  }

  private static String takenBack(String tag) {
    return tag + " is no longer in main's log";
  }

  private static String described(LogEntry entry) {
    CommitMeta meta = entry.getCommitMeta();
    return "commit %s by %s: %s"
        .formatted(
            meta.getHash(), meta.getAuthor() == null ? "?" : meta.getAuthor(), message(meta));
  }

  private static String message(CommitMeta meta) {
    return meta.getMessage().lines().findFirst().orElse("");
  }

  private Optional<String> movedTag(LogEntry publish) {
    String tag = PublishNumbers.tag(MainLog.number(publish));
    String hash = publish.getCommitMeta().getHash();
    return references
        .find(tag)
        .map(Reference::getHash)
        .filter(there -> !there.equals(hash))
        .map(there -> "commit %s says it is %s, whose tag is at %s".formatted(hash, tag, there));
  }
}
