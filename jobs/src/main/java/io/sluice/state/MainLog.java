package io.sluice.state;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.projectnessie.model.ContentKey;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.LogResponse.LogEntry;
import org.projectnessie.model.Operation;

/**
 * What main's log says to the publishers of one namespace, from its head back to their newest
 * publish.
 *
 * @param last the namespace's newest publish; empty: it has none yet
 * @param foreign the newest commit after it that changed tables of the namespace and is none of
 *     ours
 * @param number the highest number of a publish that was passed, whoever made it; 0 for none
 */
public record MainLog(Optional<LogEntry> last, Optional<LogEntry> foreign, long number) {
  /** N of a publish; on its commit on main. */
  public static final String PUBLISH = "sluice.publish";

  /** Whose publish it is. */
  public static final String NAMESPACE = "sluice.namespace";

  /** The tag whose contents a rollback put back on main. */
  public static final String ROLLBACK_TO = "sluice.rollback-to";

  /** Reads as little of the log as it takes. */
  public static MainLog of(Stream<LogEntry> newestFirst, String namespace) {
    LogEntry foreign = null;
    long number = 0;
    for (Iterator<LogEntry> entries = newestFirst.iterator(); entries.hasNext(); ) {
      LogEntry entry = entries.next();
      number = Math.max(number, number(entry));
      if (isPublish(entry, namespace)) {
        return new MainLog(Optional.of(entry), Optional.ofNullable(foreign), number);
      }
      if (foreign == null && changes(entry, namespace)) {
        foreign = entry;
      }
    }
    return new MainLog(Optional.empty(), Optional.ofNullable(foreign), number);
  }

  /** The number of the publish that a commit is; 0 for any other commit. */
  public static long number(LogEntry entry) {
    String number = properties(entry).getOrDefault(PUBLISH, "0");
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : 0;
  }

  private static boolean isPublish(LogEntry entry, String namespace) {
    return number(entry) > 0 && namespace.equals(properties(entry).get(NAMESPACE));
  }

  private static Map<String, String> properties(LogEntry entry) {
    return entry.getCommitMeta().getProperties();
  }

  /** Whether a reader of the namespace sees other rows after it: a new, empty table is none. */
  private static boolean changes(LogEntry entry, String namespace) {
    return entry.getOperations() != null
        && entry.getOperations().stream().anyMatch(operation -> changes(operation, namespace));
  }

  private static boolean changes(Operation operation, String namespace) {
    ContentKey key = operation.getKey();
    if (key.getElementCount() != 2 || !key.getElements().get(0).equals(namespace)) {
      return false;
    }
    if (operation instanceof Operation.Put put) {
      return !(put.getContent() instanceof IcebergTable table) || table.getSnapshotId() >= 0;
    }
    return operation instanceof Operation.Delete;
  }
}
