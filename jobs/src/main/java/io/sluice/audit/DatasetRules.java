package io.sluice.audit;

import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.CountRule;
import io.sluice.contract.QualityRule;
import io.sluice.contract.RowRule;
import io.sluice.contract.SqlRule;
import io.sluice.contract.UniqueRule;
import io.sluice.failure.SluiceException;
import io.sluice.failure.UnusableException;
import io.sluice.lake.sql.RefusedException;
import io.sluice.lake.sql.StatementGuard;
import java.math.BigDecimal;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;

/** The contract's rules of more than one row. Each in SQL is a query of its own. */
final class DatasetRules implements Check {
  private static final String INCREMENT_VIEW = "sluice_audit_increment";

  @Override
  public List<Finding> findings(AuditScope scope) {
    List<QualityRule> rules =
        scope.contract().rules().stream().filter(rule -> !(rule instanceof RowRule)).toList();
    if (rules.isEmpty()) {
      return List.of();
    }
    scope.increment(scope.tables().rows()).createOrReplaceTempView(INCREMENT_VIEW);
    try {
      for (QualityRule rule : rules) {
        if (rule instanceof SqlRule sql) {
          onlyReads(scope, sql);
        }
      }
      return rules.stream().map(rule -> of(scope, rule)).toList();
    } finally {
      scope.spark().catalog().dropTempView(INCREMENT_VIEW);
    }
  }

  private static Finding of(AuditScope scope, QualityRule rule) {
    if (rule instanceof UniqueRule unique) {
      return unique(scope, unique);
    }
    if (rule instanceof CountRule) {
      long rows = scope.diff(scope.tables().rows()).rows();
      return counted(scope, rule, "table", rows, rows);
    }
    return sql(scope, (SqlRule) rule);
  }

  private static Finding unique(AuditScope scope, UniqueRule rule) {
    Column[] columns = rule.columns().stream().map(functions::col).toArray(Column[]::new);
    Column known = lit(true);
    for (Column column : columns) {
      known = known.and(column.isNotNull());
    }
    Dataset<Row> compared = scope.increment(scope.tables().rows()).where(known);
    long rows = compared.count();
    long repeated = rows - compared.select(columns).distinct().count();
    return counted(scope, rule, Finding.ALL, repeated, rows);
  }

  /** Refuses a rule that is anything else than a query, before any rule runs. */
  static void onlyReads(AuditScope scope, SqlRule rule) {
    scope.increment(scope.tables().rows()).createOrReplaceTempView(INCREMENT_VIEW);
    try {
      new StatementGuard(scope.spark()).selects(rule.query(INCREMENT_VIEW), INCREMENT_VIEW);
    } catch (RefusedException e) {
      throw new UnusableException("Cannot audit rule " + rule.name() + ": " + e.getMessage(), e);
    } catch (ParseException e) {
      throw new UnusableException(
          "Cannot audit rule " + rule.name() + ": not valid SQL: " + rule.query(), e);
    }
  }

  private static Finding sql(AuditScope scope, SqlRule rule) {
    String dataset = scope.tables().rows();
    List<Row> answer = scope.spark().sql(rule.query(INCREMENT_VIEW)).collectAsList();
    if (answer.size() != 1 || answer.get(0).size() != 1) {
      throw new SluiceException(
          "Cannot audit rule "
              + rule.name()
              + ": its query must return one number: "
              + rule.query());
    }
    Object value = answer.get(0).get(0);
    if (value == null) {
      // No row to say anything of: nothing is violated.
      return Finding.of(dataset, rule.name(), Finding.ALL, "no rows", rule.comparison(), true);
    }
    BigDecimal observed = new BigDecimal(value.toString());
    return Finding.of(
        dataset,
        rule.name(),
        Finding.ALL,
        observed.toPlainString(),
        rule.comparison(),
        rule.comparison().allows(observed));
  }

  private static Finding counted(
      AuditScope scope, QualityRule rule, String slice, long bad, long all) {
    return Figure.finding(scope.tables().rows(), rule.name(), slice, rule.comparison(), bad, all);
  }
}
