package io.sluice.audit;

import io.sluice.contract.SqlRule;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import scala.collection.JavaConverters;

/**
 * The rows that a rule in SQL counts, where it does no more than that: {@code SELECT count(*) FROM
 * ${object} WHERE …}. Any other query says nothing of single rows.
 */
final class CountedRows {
  private static final String VIEW = "sluice_counted_rows";

  private CountedRows() {}

  static boolean named(SparkSession spark, SqlRule rule) {
    return filter(spark, rule).isPresent();
  }

  static Optional<Dataset<Row>> of(SparkSession spark, SqlRule rule, Dataset<Row> rows) {
    return filter(spark, rule)
        .map(
            filter ->
                rows.as(filter.child() instanceof SubqueryAlias named ? named.alias() : VIEW)
                    .where(new Column(filter.condition())));
  }

  private static Optional<Filter> filter(SparkSession spark, SqlRule rule) {
    try {
      LogicalPlan plan = spark.sessionState().sqlParser().parsePlan(rule.query(VIEW));
      return plan instanceof Project project
              && project.projectList().size() == 1
              && isCount((Expression) project.projectList().head())
              && project.child() instanceof Filter filter
              && isRows(filter.child())
          ? Optional.of(filter)
          : Optional.empty();
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static boolean isCount(Expression column) {
    if (column instanceof UnresolvedAlias unnamed) {
      return isCount(unnamed.child());
    } else if (column instanceof Alias named) {
      return isCount(named.child());
    }
    // The parser turns count(*) into count(1).
    return column instanceof UnresolvedFunction function
        && String.join(".", JavaConverters.seqAsJavaList(function.nameParts()))
            .equalsIgnoreCase("count")
        && !function.isDistinct()
        && function.filter().isEmpty()
        && JavaConverters.seqAsJavaList(function.arguments()).stream()
            .allMatch(argument -> argument instanceof Literal literal && literal.value() != null);
  }

  private static boolean isRows(LogicalPlan plan) {
    LogicalPlan relation = plan instanceof SubqueryAlias named ? named.child() : plan;
    return relation instanceof UnresolvedRelation read
        && JavaConverters.seqAsJavaList(read.multipartIdentifier()).equals(List.of(VIEW));
  }
}
