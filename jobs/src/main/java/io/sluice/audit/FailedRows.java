package io.sluice.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.SqlRule;
import io.sluice.lake.FileReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** Which rows of a candidate failed a rule that speaks of single rows: row, key, identity. */
public final class FailedRows {
  /** The column that names the rule. */
  public static final String RULE = "failed_rule";

  private final AuditScope scope;

  public FailedRows(AuditScope scope) {
    this.scope = scope;
  }

  /** The names of the rules that say which rows are wrong. */
  public List<String> rules() {
    List<String> rules = new ArrayList<>();
    RowConditions.ofRows(scope).forEach(condition -> rules.add(condition.rule()));
    if (KeyUnique.applies(scope.contract())) {
      rules.add(KeyUnique.RULE);
    }
    sqlRules()
        .filter(rule -> CountedRows.named(scope.spark(), rule))
        .forEach(rule -> rules.add(rule.name()));
    return rules;
  }

  /**
   * The rows that failed a rule, with its name in {@link #RULE}: rows that main does not have.
   * Empty where the rule says nothing of single rows. Of rows with one key all but the first go,
   * and all where main has the key.
   */
  public Optional<Dataset<Row>> of(String rule) {
    String table = scope.tables().rows();
    if (rule.equals(KeyUnique.RULE) && KeyUnique.applies(scope.contract())) {
      return Optional.of(named(copies(table), rule));
    }
    Optional<SqlRule> sql = sqlRules().filter(each -> each.name().equals(rule)).findFirst();
    if (sql.isPresent()) {
      DatasetRules.onlyReads(scope, sql.get());
      return CountedRows.of(scope.spark(), sql.get(), scope.increment(table))
          .map(rows -> named(rows, rule));
    }
    return RowConditions.ofRows(scope).stream()
        .filter(condition -> condition.rule().equals(rule))
        .findFirst()
        .map(condition -> coalesce(expr(condition.badRow()), lit(false)))
        .map(bad -> named(scope.increment(table).where(bad), rule));
  }

  private Stream<SqlRule> sqlRules() {
    return scope.contract().rules().stream()
        .filter(SqlRule.class::isInstance)
        .map(SqlRule.class::cast);
  }

  private static Dataset<Row> named(Dataset<Row> rows, String rule) {
    return rows.withColumn(RULE, lit(rule));
  }

  private Dataset<Row> copies(String table) {
    List<Column> identity = KeyUnique.identity(scope.contract());
    Dataset<Row> all = scope.increment(table).withColumn("on_main", lit(0));
    if (scope.published(table).isPresent()) {
      var main = scope.published(table).get();
      all =
          all.unionByName(
              scope
                  .reader()
                  .stage(main, FileReader.plan(main, KeyUnique.days(scope)))
                  .withColumn("on_main", lit(1)));
    }
    // Rows of one offset share a place: of those only the copies are wrong, not the record.
    Column place =
        functions
            .dense_rank()
            .over(
                Window.partitionBy(identity.toArray(Column[]::new))
                    .orderBy(col("on_main").desc(), col("_kafka_partition"), col("_offset")));
    return all.where(KeyUnique.known(scope.contract()))
        .withColumn("place", place)
        .where(col("place").gt(1).and(col("on_main").equalTo(0)))
        .drop("place", "on_main");
  }
}
