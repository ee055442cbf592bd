package io.sluice.audit;

import io.sluice.market.CandleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * A bar that is not as main has it has a higher revision; no revision goes back, none is below 0,
 * and a revised bar says why. A bar may be revised more than once between two publishes, also back
 * to what it was.
 */
final class Revisions implements Check {
  static final String RULE = "revision";

  private static final String ADDED_VIEW = "sluice_audit_added_bars";
  private static final String REMOVED_VIEW = "sluice_audit_removed_bars";

  @Override
  public List<Finding> findings(AuditScope scope) {
    return scope.candles().map(state -> wrong(scope)).orElse(List.of());
  }

  private static List<Finding> wrong(AuditScope scope) {
    String table = scope.tables().candles().orElseThrow();
    if (scope.diff(table).added().isEmpty()) {
      return List.of(Finding.none(table, RULE, Finding.ALL, 0));
    }
    scope.added(table).createOrReplaceTempView(ADDED_VIEW);
    scope.removed(table).createOrReplaceTempView(REMOVED_VIEW);
    try {
      List<Finding> findings = new ArrayList<>();
      for (Row row : scope.spark().sql(query()).collectAsList()) {
        findings.add(
            Finding.of(
                table,
                RULE,
                "exchange=%s, symbol=%s, %s, open_time %s to %s"
                    .formatted(
                        row.getString(0),
                        row.getString(1),
                        row.getString(2),
                        Slices.time(row.getLong(4)),
                        Slices.time(row.getLong(5))),
                row.getLong(3) + " bars with a wrong revision or without a reason",
                "= 0",
                false));
      }
      return findings.isEmpty() ? List.of(Finding.none(table, RULE, Finding.ALL, 0)) : findings;
    } finally {
      Stream.of(ADDED_VIEW, REMOVED_VIEW).forEach(scope.spark().catalog()::dropTempView);
    }
  }

  private static String query() {
    String key =
        CandleTable.KEY.stream()
            .map(column -> "a.`%1$s` = r.`%1$s`".formatted(column))
            .collect(Collectors.joining(" AND "));
    List<String> notValues = new ArrayList<>(CandleTable.KEY);
    notValues.addAll(List.of("revision", "reason"));
    String same =
        CandleTable.schema().columns().stream()
            .map(column -> column.name())
            .filter(name -> !notValues.contains(name))
            .map(name -> "a.`%1$s` <=> r.`%1$s`".formatted(name))
            .collect(Collectors.joining(" AND "));
    return """
    SELECT a.exchange, a.symbol, a.interval, count(*) AS bars,
           unix_micros(min(a.open_time)), unix_micros(max(a.open_time))
    FROM %s a LEFT JOIN %s r ON %s
    WHERE a.revision < 0 OR (a.revision > 0 AND a.reason IS NULL)
      OR a.revision < r.revision
      OR (r.revision IS NOT NULL AND a.revision = r.revision AND NOT (%s))
    GROUP BY a.exchange, a.symbol, a.interval ORDER BY bars DESC LIMIT %d
    """
        .formatted(ADDED_VIEW, REMOVED_VIEW, key, same, Slices.MOST);
  }
}
