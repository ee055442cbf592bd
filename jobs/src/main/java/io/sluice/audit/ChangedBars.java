package io.sluice.audit;

import io.sluice.lake.FileDiff;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    FileDiff diff = scope.diff(table);
    if (diff.addedRows() + diff.removedRows() > MOST) {
      return Optional.empty();
    }
    List<AuditedBar> added = diff.added().isEmpty() ? List.of() : AuditedBar.of(scope.added(table));
    Map<AuditedBar, Integer> more = new HashMap<>();
    added.forEach(bar -> more.merge(bar, 1, Integer::sum));
    if (!diff.removed().isEmpty()) {
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
}
