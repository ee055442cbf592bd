package io.sluice.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows of main's that a candidate holds in other files, against those of the files that are
 * gone: as multisets, day by day. Two sums of independent hashes and the count decide; the sums
 * wrap, so neither order nor copies can cancel each other out.
 *
 * @param days every day of which files were removed, or rows of main's written once more
 */
record Rewrite(List<Day> days) {
  Rewrite {
    days = List.copyOf(days);
  }

  /** One side of a day: how many rows, and the sums of their hashes. */
  record Side(long rows, long sum, long otherSum) {
    String text() {
      return "%d rows, checksum %016x%016x".formatted(rows, sum, otherSum);
    }
  }

  /** One day of the table's time column, UTC. */
  record Day(String day, Side removed, Side written) {
    boolean isEqual() {
      return removed.equals(written);
    }
  }

  static Rewrite of(AuditScope scope, String table) {
    if (scope.diff(table).removed().isEmpty() && old(scope, table) == 0) {
      return new Rewrite(List.of());
    }
    Dataset<Row> sides =
        hashed(scope, table, scope.removed(table), 1)
            .unionByName(hashed(scope, table, written(scope, table), 0));
    List<Day> days = new ArrayList<>();
    for (Row row :
        sides
            .groupBy("day")
            .agg(
                side(1, lit(1L)),
                side(1, col("hash")),
                side(1, col("other")),
                side(0, lit(1L)),
                side(0, col("hash")),
                side(0, col("other")))
            .orderBy("day")
            .collectAsList()) {
      days.add(
          new Day(
              row.getString(0),
              new Side(row.getLong(1), row.getLong(2), row.getLong(3)),
              new Side(row.getLong(4), row.getLong(5), row.getLong(6))));
    }
    return new Rewrite(days);
  }

  private static long old(AuditScope scope, String table) {
    return table.equals(scope.tables().rows()) ? scope.rows().old() : scope.refused().old();
  }

  /** The rows of main's that are in added files. */
  static Dataset<Row> written(AuditScope scope, String table) {
    return scope.added(table).where(Offsets.old(scope.publishedIngest()));
  }

  /** The days that do not hold what they held. */
  List<Day> unequal() {
    return days.stream().filter(day -> !day.isEqual()).toList();
  }

  private static Dataset<Row> hashed(
      AuditScope scope, String table, Dataset<Row> rows, int removed) {
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      columns.add(col("`" + name + "`"));
    }
    List<Column> backwards = new ArrayList<>(columns);
    Collections.reverse(backwards);
    // Another seed and another order: what collides in one hash does not in the other.
    backwards.add(0, lit(0x9E3779B97F4A7C15L));
    String time =
        table.equals(scope.tables().rows()) ? scope.contract().eventTime() : "_broker_time";
    return rows.select(
        expr("date_format(`%s`, 'yyyy-MM-dd')".formatted(time)).as("day"),
        lit(removed).as("removed"),
        xxhash64(columns.toArray(Column[]::new)).as("hash"),
        xxhash64(backwards.toArray(Column[]::new)).as("other"));
  }

  private static Column side(int removed, Column value) {
    Column ofSide = functions.when(col("removed").equalTo(removed), value);
    return coalesce(sum(ofSide), lit(0L));
  }
}
