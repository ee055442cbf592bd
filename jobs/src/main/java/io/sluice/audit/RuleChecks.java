package io.sluice.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.Comparison;
import io.sluice.contract.CountRule;
import io.sluice.contract.QualityRule;
import io.sluice.contract.RowRule;
import io.sluice.contract.SqlRule;
import io.sluice.contract.UniqueRule;
import io.sluice.failure.SluiceException;
import io.sluice.lake.sql.RefusedException;
import io.sluice.lake.sql.StatementGuard;
import io.sluice.state.Snapshots;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;

/** The contract's own quality rules on the increment; the row rules share one pass over it. */
final class RuleChecks {
  private final AuditScope scope;
  private final Dataset<Row> increment;
  private final String dataset;
  private final Slices slices;

  RuleChecks(AuditScope scope, Dataset<Row> increment) {
    this.scope = scope;
    this.increment = increment;
    this.dataset = scope.contract().dataset();
    this.slices = new Slices(scope.contract());
  }

  List<Finding> findings() {
    scope.contract().rules().stream()
        .filter(SqlRule.class::isInstance)
        .map(SqlRule.class::cast)
        .forEach(this::onlyReads);
    List<RowRule> rowRules = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (QualityRule rule : scope.contract().rules()) {
      if (rule instanceof RowRule row) {
        rowRules.add(row);
      } else {
        findings.add(other(rule));
      }
    }
    findings.addAll(0, rows(rowRules));
    return findings;
  }

  private List<Finding> rows(List<RowRule> rules) {
    List<Column> counts = new ArrayList<>();
    rules.forEach(rule -> counts.add(functions.count(functions.when(bad(rule), lit(1)))));
    Row row = increment.agg(functions.count(lit(1)), counts.toArray(Column[]::new)).head();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      findings.addAll(rows(rules.get(i), row.getLong(i + 1), row.getLong(0)));
    }
    return findings;
  }

  private static Column bad(RowRule rule) {
    return coalesce(expr(rule.badRowPredicate()), lit(false));
  }

  private List<Finding> rows(RowRule rule, long bad, long all) {
    Finding whole = counted(rule, Finding.ALL, bad, all);
    if (whole.passed() || bad == 0) {
      return List.of(whole);
    }
    List<Finding> findings = new ArrayList<>();
    for (Slices.Slice slice : slices.of(increment.where(bad(rule)))) {
      findings.add(
          Finding.of(
              dataset,
              rule.name(),
              slice.text(),
              slice.rows() + " of " + bad + " rows",
              rule.comparison(),
              false));
    }
    return findings;
  }

  private Finding other(QualityRule rule) {
    if (rule instanceof UniqueRule unique) {
      Column[] columns = unique.columns().stream().map(functions::col).toArray(Column[]::new);
      Column known = lit(true);
      for (Column column : columns) {
        known = known.and(column.isNotNull());
      }
      Dataset<Row> compared = increment.where(known);
      long rows = compared.count();
      return counted(rule, Finding.ALL, rows - compared.select(columns).distinct().count(), rows);
    }
    if (rule instanceof CountRule) {
      long rows = Snapshots.totalRecords(scope.table(dataset));
      return counted(rule, "table", rows, rows);
    }
    return sql((SqlRule) rule);
  }

  /** Refuses a rule that is anything else than a query, before any rule runs. */
  private void onlyReads(SqlRule rule) {
    try {
      new StatementGuard(scope.lake().spark())
          .selects(rule.query(Audit.INCREMENT_VIEW), Audit.INCREMENT_VIEW);
    } catch (RefusedException e) {
      throw new SluiceException("Cannot audit rule " + rule.name() + ": " + e.getMessage(), e);
    } catch (ParseException e) {
      throw new SluiceException(
          "Cannot audit rule " + rule.name() + ": not valid SQL: " + rule.query(), e);
    }
  }

  private Finding sql(SqlRule rule) {
    List<Row> answer = scope.lake().spark().sql(rule.query(Audit.INCREMENT_VIEW)).collectAsList();
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

  private Finding counted(QualityRule rule, String slice, long bad, long all) {
    BigDecimal observed = BigDecimal.valueOf(bad);
    String text = bad + " rows";
    if (rule.comparison().unit() == Comparison.Unit.PERCENT) {
      observed =
          all == 0
              ? BigDecimal.ZERO
              : observed.movePointRight(2).divide(BigDecimal.valueOf(all), 6, RoundingMode.HALF_UP);
      text = observed.toPlainString() + " percent";
    }
    return Finding.of(
        dataset, rule.name(), slice, text, rule.comparison(), rule.comparison().allows(observed));
  }
}
