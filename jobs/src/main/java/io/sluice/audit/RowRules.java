package io.sluice.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The contract's rules of single rows, and those that hold for the rows of any dataset and for what
 * was quarantined. Counted in the one pass; rows that break a rule are named by a second one.
 */
final class RowRules implements Check {
  @Override
  public List<Finding> findings(AuditScope scope) {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(of(scope, scope.tables().rows(), RowConditions.ofRows(scope), scope.rows()));
    findings.addAll(
        of(scope, scope.tables().quarantine(), RowConditions.ofQuarantine(scope), scope.refused()));
    return findings;
  }

  private static List<Finding> of(
      AuditScope scope, String table, List<RowCondition> conditions, RowFigures figures) {
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      findings.addAll(of(scope, table, conditions.get(i), figures.bad(i), figures.rows()));
    }
    return findings;
  }

  private static List<Finding> of(
      AuditScope scope, String table, RowCondition condition, long bad, long all) {
    Finding whole =
        Figure.finding(table, condition.rule(), Finding.ALL, condition.allowed(), bad, all);
    if (whole.passed() || bad == 0) {
      return List.of(whole);
    }
    Dataset<Row> rows = scope.added(table).where(coalesce(expr(condition.badRow()), lit(false)));
    List<Finding> findings = new ArrayList<>();
    for (Slices.Slice slice : Slices.of(scope.contract(), table).of(rows)) {
      findings.add(
          Finding.of(
              table,
              condition.rule(),
              slice.text(),
              slice.rows() + " of " + bad + " rows",
              condition.allowed(),
              false));
    }
    return findings;
  }
}
