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
import org.apache.iceberg.expressions.Expression;
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
    if (!applies(contract)) {
      return List.of();
    }
    if (scope.diff(contract.dataset()).added().isEmpty()) {
      return List.of(Finding.none(contract.dataset(), RULE, Finding.ALL, 0));
    }
    if (scope.figures().keysAreUnique()) {
      return List.of(Finding.none(contract.dataset(), RULE, Finding.ALL, 0));
    }
    // Too many to bring together, or a key seems to be there twice: which ones.
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

  /** Whether the contract promises that no key is there twice. */
  static boolean applies(Contract contract) {
    return !contract.key().isEmpty() && contract.duplicates() != DuplicatesPolicy.NONE;
  }

  /** The identity of a row, in the table's own columns. */
  static List<Column> identity(Contract contract) {
    List<Column> columns = new ArrayList<>();
    leading(contract).forEach(name -> columns.add(col(name)));
    columns.add(id(contract));
    columns.add(number(contract));
    if (contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS) {
      columns.add(bucket(contract));
    }
    return columns;
  }

  /** Whether a row has an identity at all. */
  static Column known(Contract contract) {
    Column known = id(contract).isNotNull().or(number(contract).isNotNull());
    for (String name : leading(contract)) {
      known = known.and(col(name).isNotNull());
    }
    return known;
  }

  /** The days of the increment: where main may have the same identities. */
  static Expression days(AuditScope scope) {
    return ranges(scope).within(scope.contract().eventTime());
  }

  /** The same as times. */
  static DayRanges ranges(AuditScope scope) {
    String dataset = scope.contract().dataset();
    String eventTime = scope.contract().eventTime();
    int field = scope.candidate(dataset).table().schema().findField(eventTime).fieldId();
    return DayRanges.of(scope.diff(dataset).added(), field);
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
    columns.add(number(contract).as(NUMBER));
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

  static List<String> leading(Contract contract) {
    return contract.key().subList(0, contract.key().size() - 1);
  }

  /** A sequence equal to the offset is taken for one that the decoder filled in. */
  static Column number(Contract contract) {
    return contract
        .sequence()
        .map(name -> when(id(contract).isNull().and(col(name).notEqual(col("_offset"))), col(name)))
        .orElse(lit(null).cast("bigint"));
  }

  static Column id(Contract contract) {
    return col(contract.key().get(contract.key().size() - 1));
  }

  /** Under within-lateness an id is one among those of its own bucket of event time. */
  private static Column[] compared(Contract contract) {
    List<Column> columns = new ArrayList<>();
    leading(contract).forEach(name -> columns.add(col(name)));
    columns.add(col(ID));
    columns.add(col(NUMBER));
    if (contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS) {
      columns.add(bucket(contract).as("bucket"));
    }
    return columns.toArray(Column[]::new);
  }

  static Column bucket(Contract contract) {
    long bucketMicros = contract.duplicatesBucketMicros();
    return functions.floor(
        functions.unix_micros(col(contract.eventTime())).divide(lit(bucketMicros)));
  }
}
