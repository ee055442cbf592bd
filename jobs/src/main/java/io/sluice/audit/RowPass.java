package io.sluice.audit;

import io.sluice.state.IngestState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;

/**
 * One pass over the added files of a table. Spark evaluates the conditions into bits, in the loop
 * that reads the columns; each task folds its rows into {@link RowFigures}.
 */
final class RowPass implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BITS = 63;
  private static final int PARTITION = 0;
  private static final int OFFSET = 1;
  private static final int OF_TOPIC = 2;
  private static final int MASKS = 3;

  private final int conditions;
  private final TreeMap<Integer, RowFigures.Bounds> bounds = new TreeMap<>();

  private RowPass(int conditions, IngestState before, IngestState after) {
    this.conditions = conditions;
    SortedMap<Integer, IngestState.PartitionState> published = before.partitions();
    after
        .partitions()
        .forEach(
            (number, state) -> {
              IngestState.PartitionState on = published.get(number);
              bounds.put(
                  number,
                  new RowFigures.Bounds(
                      on == null ? Long.MIN_VALUE : on.end(), state.start(), state.end()));
            });
  }

  static RowFigures over(AuditScope scope, String table, List<RowCondition> conditions) {
    if (scope.diff(table).added().isEmpty()) {
      return new RowFigures(conditions.size());
    }
    RowPass pass = new RowPass(conditions.size(), scope.publishedIngest(), scope.ingest());
    Dataset<Row> columns = scope.added(table).select(columns(scope.ingest().topic(), conditions));
    JavaRDD<InternalRow> rows = columns.queryExecution().toRdd().toJavaRDD();
    FlatMapFunction<Iterator<InternalRow>, RowFigures> fold = pass::fold;
    RowFigures all = new RowFigures(conditions.size());
    rows.mapPartitions(fold).collect().forEach(all::plus);
    return all;
  }

  private static Column[] columns(String topic, List<RowCondition> conditions) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col("_kafka_partition"));
    columns.add(functions.col("_offset"));
    columns.add(functions.expr(Offsets.ofTopic(topic)));
    for (int from = 0; from < conditions.size(); from += BITS) {
      StringBuilder mask = new StringBuilder();
      int to = Math.min(conditions.size(), from + BITS);
      for (int i = from; i < to; i++) {
        mask.append(i == from ? "" : " | ")
            .append("IF(%s, %dL, 0L)".formatted(conditions.get(i).badRow(), 1L << (i - from)));
      }
      columns.add(functions.expr(mask.toString()).as("mask" + from));
    }
    return columns.toArray(Column[]::new);
  }

  private Iterator<RowFigures> fold(Iterator<InternalRow> rows) {
    RowFigures figures = new RowFigures(conditions);
    bounds.forEach(
        (number, of) -> figures.partitions().put(number, new RowFigures.OfPartition(of)));
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      RowFigures.OfPartition partition =
          row.getBoolean(OF_TOPIC) ? figures.partitions().get(row.getInt(PARTITION)) : null;
      if (partition == null) {
        figures.addForeign();
      } else {
        figures.add(partition, row.getLong(OFFSET));
      }
      for (int from = 0; from < conditions; from += BITS) {
        long mask = row.getLong(MASKS + from / BITS);
        while (mask != 0) {
          figures.addBad(from + Long.numberOfTrailingZeros(mask));
          mask &= mask - 1;
        }
      }
    }
    return List.of(figures).iterator();
  }
}
