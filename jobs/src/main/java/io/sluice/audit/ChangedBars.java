package io.sluice.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;

/**
 * The bars that only one of both states has.
 *
 * @param added those of the files that only the candidate has
 * @param windows those that only one of both has a bar of, or has it otherwise or more often
 */
record ChangedBars(List<AuditedBar> added, Set<BarWindow> windows) {
  /** More bars are not brought together in the driver. */
  static final long MOST = 500_000;

  /** Empty: there are too many. */
  static Optional<ChangedBars> of(AuditScope scope) {
    String table = scope.tables().candles().orElseThrow();
    List<DataFile> removed = scope.diff(table).removed();
    if (rows(scope.diff(table).added()) + rows(removed) > MOST) {
      return Optional.empty();
    }
    List<AuditedBar> added =
        scope.diff(table).added().isEmpty() ? List.of() : AuditedBar.of(scope.added(table));
    Map<AuditedBar, Integer> more = new HashMap<>();
    added.forEach(bar -> more.merge(bar, 1, Integer::sum));
    if (!removed.isEmpty()) {
      AuditedBar.of(scope.removed(table)).forEach(bar -> more.merge(bar, -1, Integer::sum));
    }
    Set<BarWindow> windows = new HashSet<>();
    more.forEach(
        (bar, times) -> {
          if (times != 0) {
            windows.add(bar.window());
          }
        });
    return Optional.of(new ChangedBars(added, windows));
  }

  private static long rows(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::recordCount).sum();
  }
}
