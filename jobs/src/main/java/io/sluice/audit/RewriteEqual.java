package io.sluice.audit;

import java.util.ArrayList;
import java.util.List;

/** Files that were written once more, as a compaction does it, hold what they replaced. */
final class RewriteEqual implements Check {
  static final String RULE = "rewrite_equal";

  @Override
  public List<Finding> findings(AuditScope scope) {
    List<Finding> findings = new ArrayList<>();
    for (String table : List.of(scope.tables().rows(), scope.tables().quarantine())) {
      List<Rewrite.Day> unequal = scope.rewrite(table).unequal();
      if (unequal.isEmpty()) {
        findings.add(
            Finding.of(
                table,
                RULE,
                "increment",
                "0 of %d days differ".formatted(scope.rewrite(table).days().size()),
                "= 0",
                true));
      }
      unequal.stream()
          .limit(Slices.MOST)
          .forEach(
              day ->
                  findings.add(
                      Finding.of(
                          table,
                          RULE,
                          "day " + day.day(),
                          day.written().text(),
                          "= " + day.removed().text(),
                          false)));
    }
    return findings;
  }
}
