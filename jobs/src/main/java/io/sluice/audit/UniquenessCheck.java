package io.sluice.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * No two rows share the contract's key: not within the increment, nor with what is published. Of
 * the published rows only those in the increment's range of event time are read.
 */
final class UniquenessCheck {
  static final String RULE = "key_unique";

  private final AuditScope scope;
  private final Contract contract;
  private final Dataset<Row> increment;

  UniquenessCheck(AuditScope scope, Dataset<Row> increment) {
    this.scope = scope;
    this.contract = scope.contract();
    this.increment = increment;
  }

  List<Finding> findings() {
    if (contract.key().isEmpty() || contract.duplicates() == DuplicatesPolicy.NONE) {
      return List.of();
    }
    String eventTime = contract.eventTime();
    Dataset<Row> rows = keyed(increment);
    Row span = rows.agg(functions.min(eventTime), functions.max(eventTime)).head();
    Optional<Long> baseline = scope.baseline(contract.dataset());
    if (baseline.isPresent() && !span.isNullAt(0)) {
      Dataset<Row> published =
          keyed(scope.lake().spark().table(scope.publishedName(contract.dataset())))
              .where(col(eventTime).between(lit(span.get(0)), lit(span.get(1))));
      rows = rows.withColumn("is_new", lit(1)).unionByName(published.withColumn("is_new", lit(0)));
    } else {
      rows = rows.withColumn("is_new", lit(1));
    }
    Dataset<Row> repeated =
        rows.groupBy(compared())
            .agg(
                functions.count(lit(1)).as("copies"),
                functions.sum("is_new").as("new_copies"),
                functions.min(eventTime).as(eventTime))
            .where(col("copies").gt(1).and(col("new_copies").gt(0)));
    List<Finding> findings = new ArrayList<>();
    for (Slices.Slice slice : new Slices(contract).of(repeated)) {
      findings.add(
          Finding.of(
              contract.dataset(), RULE, slice.text(), slice.rows() + " keys twice", "= 0", false));
    }
    return findings.isEmpty()
        ? List.of(Finding.none(contract.dataset(), RULE, Finding.ALL, 0))
        : findings;
  }

  private Dataset<Row> keyed(Dataset<Row> rows) {
    Column known = lit(true);
    List<Column> columns = new ArrayList<>();
    for (Column column : columns()) {
      known = known.and(column.isNotNull());
      columns.add(column);
    }
    if (!contract.key().contains(contract.eventTime())) {
      columns.add(col(contract.eventTime()));
    }
    return rows.where(known).select(columns.toArray(Column[]::new));
  }

  /** Under within-lateness an id is one among those of its own stretch of event time. */
  private Column[] compared() {
    List<Column> columns = new ArrayList<>(List.of(columns()));
    if (contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS) {
      long stretchMicros = Math.max(1, contract.lateness().toNanos() / 1_000);
      columns.add(
          functions
              .floor(functions.unix_micros(col(contract.eventTime())).divide(lit(stretchMicros)))
              .as("stretch"));
    }
    return columns.toArray(Column[]::new);
  }

  private Column[] columns() {
    return contract.key().stream().map(functions::col).toArray(Column[]::new);
  }
}
