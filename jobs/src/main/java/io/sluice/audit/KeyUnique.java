package io.sluice.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.lake.FileReader;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileScanTask;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * No two rows share their identity: the contract's key or, where its last column is null, the
 * columns before it and the sequence. Compared are the increment's rows with each other and with
 * those of main's that lie in the same days.
 */
final class KeyUnique implements Check {
  static final String RULE = "key_unique";

  private static final String ID = "identity";
  private static final String NUMBER = "identity_sequence";

  @Override
  public List<Finding> findings(AuditScope scope) {
    Contract contract = scope.contract();
    if (contract.key().isEmpty() || contract.duplicates() == DuplicatesPolicy.NONE) {
      return List.of();
    }
    if (scope.diff(contract.dataset()).added().isEmpty()) {
      return List.of(Finding.none(contract.dataset(), RULE, Finding.ALL, 0));
    }
    Dataset<Row> rows =
        identified(contract, scope.increment(contract.dataset()))
            .withColumn("is_new", lit(1))
            .unionByName(published(scope).withColumn("is_new", lit(0)));
    String eventTime = contract.eventTime();
    Dataset<Row> repeated =
        rows.groupBy(compared(contract))
            .agg(
                count(lit(1)).as("copies"),
                functions.sum("is_new").as("new_copies"),
                functions.min(eventTime).as(eventTime))
            .where(col("copies").gt(1).and(col("new_copies").gt(0)));
    List<Finding> findings = new ArrayList<>();
    for (Slices.Slice slice : Slices.of(contract).of(repeated)) {
      findings.add(
          Finding.of(
              contract.dataset(), RULE, slice.text(), slice.rows() + " keys twice", "= 0", false));
    }
    return findings.isEmpty()
        ? List.of(Finding.none(contract.dataset(), RULE, Finding.ALL, 0))
        : findings;
  }

  /** The identities that main has in the days of the increment. */
  private static Dataset<Row> published(AuditScope scope) {
    Contract contract = scope.contract();
    String dataset = contract.dataset();
    return scope
        .published(dataset)
        .map(
            main -> {
              int eventTime = main.table().schema().findField(contract.eventTime()).fieldId();
              DayRanges days = DayRanges.of(scope.diff(dataset).added(), eventTime);
              List<FileScanTask> files = FileReader.plan(main, days.within(contract.eventTime()));
              return scope.reader().stage(main, files).where(days.predicate(contract.eventTime()));
            })
        .map(rows -> identified(contract, rows))
        .orElseGet(() -> identified(contract, scope.increment(dataset)).limit(0));
  }

  private static Dataset<Row> identified(Contract contract, Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    leading(contract).forEach(name -> columns.add(col(name)));
    Column id = id(contract);
    columns.add(id.as(ID));
    // A sequence equal to the offset is taken for one that the decoder filled in.
    Column sequence =
        contract
            .sequence()
            .map(name -> when(id.isNull().and(col(name).notEqual(col("_offset"))), col(name)))
            .orElse(lit(null).cast("bigint"));
    columns.add(sequence.as(NUMBER));
    columns.add(col(contract.eventTime()));
    Column known = col(ID).isNotNull().or(col(NUMBER).isNotNull());
    for (String name : leading(contract)) {
      known = known.and(col(name).isNotNull());
    }
    return rows.select(distinct(columns)).where(known);
  }

  /** The event time may be a column of the key as well. */
  private static Column[] distinct(List<Column> columns) {
    return columns.stream().distinct().toArray(Column[]::new);
  }

  private static List<String> leading(Contract contract) {
    return contract.key().subList(0, contract.key().size() - 1);
  }

  private static Column id(Contract contract) {
    return col(contract.key().get(contract.key().size() - 1));
  }

  /** Under within-lateness an id is one among those of its own bucket of event time. */
  private static Column[] compared(Contract contract) {
    List<Column> columns = new ArrayList<>();
    leading(contract).forEach(name -> columns.add(col(name)));
    columns.add(col(ID));
    columns.add(col(NUMBER));
    if (contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS) {
      long bucketMicros = contract.duplicatesBucketMicros();
      columns.add(
          functions
              .floor(functions.unix_micros(col(contract.eventTime())).divide(lit(bucketMicros)))
              .as("bucket"));
    }
    return columns.toArray(Column[]::new);
  }
}
