package io.sluice.publish;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.sluice.audit.AuditScope;
import io.sluice.audit.FailedRows;
import io.sluice.contract.Contract;
import io.sluice.contract.UniqueRule;
import io.sluice.state.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * Rows of a candidate of which there should be one: by the contract, or by where they came from.
 */
final class Copies {
  /** The rule that an offset is in one row. */
  static final String OFFSET_ONCE = "offset_once";

  private final AuditScope scope;
  private final Contract contract;

  Copies(AuditScope scope, Contract contract) {
    this.scope = scope;
    this.contract = contract;
  }

  /** The names of the rules that say which rows are copies. */
  List<String> rules() {
    List<String> rules = new ArrayList<>();
    uniqueRules().forEach(rule -> rules.add(rule.name()));
    rules.add(OFFSET_ONCE);
    return rules;
  }

  /**
   * The rows beyond the first by partition and offset, with the rule in {@link FailedRows#RULE}.
   */
  Optional<Dataset<Row>> of(String rule) {
    return uniqueRules().filter(each -> each.name().equals(rule)).findFirst().map(this::of);
  }

  private Dataset<Row> of(UniqueRule rule) {
    Column[] columns = rule.columns().stream().map(functions::col).toArray(Column[]::new);
    Column known = lit(true);
    for (Column column : columns) {
      known = known.and(column.isNotNull());
    }
    Column place =
        functions
            .dense_rank()
            .over(Window.partitionBy(columns).orderBy(col("_kafka_partition"), col("_offset")));
    return increment()
        .where(known)
        .withColumn("place", place)
        .where(col("place").gt(1))
        .drop("place")
        .withColumn(FailedRows.RULE, lit(rule.name()));
  }

  /** Where records came from that are in more than one row. */
  Dataset<Row> doubled() {
    return increment()
        .groupBy(EjectedRows.origin())
        .agg(count(lit(1)).as("copies"))
        .where(col("copies").gt(1))
        .select(EjectedRows.origin());
  }

  private Dataset<Row> increment() {
    return scope.increment(Tables.of(contract).rows());
  }

  private Stream<UniqueRule> uniqueRules() {
    return contract.rules().stream()
        .filter(UniqueRule.class::isInstance)
        .map(UniqueRule.class::cast);
  }
}
