package io.sluice.publish;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import io.sluice.audit.FailedRows;
import io.sluice.contract.Contract;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.RowFiles;
import io.sluice.lake.StagingCommit;
import io.sluice.lake.TableSchemas;
import io.sluice.state.IngestState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;

/**
 * Rows that leave a table, found in it by where they came from, and the files that hold them. Those
 * files are replaced by ones without these rows: readers never meet delete files.
 */
final class EjectedRows implements AutoCloseable {
  private static final List<String> ORIGIN = List.of("_topic", "_kafka_partition", "_offset");
  private static final Map<String, String> JSON =
      Map.of("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX");

  private final Frozen table;
  private final FileReader reader;
  private final Dataset<Row> failed;
  private final List<FileScanTask> files;
  private final long count;

  private EjectedRows(Frozen table, FileReader reader, Dataset<Row> failed) {
    this.table = table;
    this.reader = reader;
    this.failed = failed;
    this.files = holding();
    this.count = rows().count();
  }

  /** The rows that failed one of the rules and are in the table; each under its first rule. */
  static EjectedRows of(FailedRows audited, List<String> rules, FileReader reader, Frozen table) {
    Column[] origin = ORIGIN.stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> all = null;
    for (String rule : rules) {
      Dataset<Row> rows = audited.of(rule).orElseThrow().select(keys(FailedRows.RULE));
      all = all == null ? rows : all.unionByName(rows);
    }
    return new EjectedRows(
        table,
        reader,
        all.groupBy(origin).agg(functions.min(FailedRows.RULE).as(FailedRows.RULE)).persist());
  }

  private static Column[] keys(String more) {
    return java.util.stream.Stream.concat(ORIGIN.stream(), java.util.stream.Stream.of(more))
        .map(functions::col)
        .toArray(Column[]::new);
  }

  long count() {
    return count;
  }

  private List<FileScanTask> holding() {
    Row span = failed.agg(functions.min("_offset"), functions.max("_offset")).head();
    if (span.isNullAt(0)) {
      return List.of();
    }
    List<FileScanTask> planned =
        FileReader.plan(
            table,
            Expressions.and(
                Expressions.greaterThanOrEqual("_offset", span.getLong(0)),
                Expressions.lessThanOrEqual("_offset", span.getLong(1))));
    Set<String> holding =
        new HashSet<>(
            reader
                .stage(table, planned)
                .withColumn("file", functions.input_file_name())
                .join(broadcast(failed), origin(), "left_semi")
                .select("file")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList());
    return planned.stream().filter(task -> holding.contains(task.file().location())).toList();
  }

  private Dataset<Row> rows() {
    return reader.stage(table, files).join(broadcast(failed), origin(), "inner");
  }

  /** Takes the rows out of the table of the commit. */
  void replaceFiles(StagingCommit commit, String name, IngestState state) {
    Column[] columns =
        java.util.stream.Stream.of(SparkSchemaUtil.convert(table.table().schema()).fieldNames())
            .map(functions::col)
            .toArray(Column[]::new);
    Dataset<Row> kept =
        reader.stage(table, files).join(broadcast(failed), origin(), "left_anti").select(columns);
    var written = commit.written(name, draft -> RowFiles.append(draft, kept, Map.of()));
    OverwriteFiles overwrite = commit.table(name).newOverwrite();
    files.stream().map(FileScanTask::file).distinct().forEach(overwrite::deleteFile);
    written.forEach(overwrite::addFile);
    state.toProperties().forEach(overwrite::set);
    overwrite.commit();
  }

  /** The rows as the quarantine holds them: the value is the row as JSON. */
  Dataset<Row> asQuarantine(Contract contract, String detail) {
    Column[] fields =
        java.util.stream.Stream.concat(
                contract.fields().stream().map(field -> field.name()),
                java.util.stream.Stream.of(TableSchemas.EXTRA))
            .map(functions::col)
            .toArray(Column[]::new);
    Dataset<Row> rows = rows();
    Map<String, Column> values =
        Map.of(
            "dataset", lit(contract.dataset()),
            "reason", coalesce(concat(lit("audit:"), col(FailedRows.RULE)), lit("")),
            "detail", lit(detail),
            "value", functions.to_json(functions.struct(fields), JSON).cast("binary"));
    StructField[] columns = SparkSchemaUtil.convert(TableSchemas.quarantine()).fields();
    Column[] selected = new Column[columns.length];
    for (int i = 0; i < columns.length; i++) {
      String name = columns[i].name();
      Column value =
          values.containsKey(name)
              ? values.get(name)
              : name.startsWith("_") ? col(name) : lit(null).cast(columns[i].dataType());
      selected[i] = value.as(name);
    }
    return rows.select(selected);
  }

  private static scala.collection.Seq<String> origin() {
    return JavaConverters.asScalaBuffer(ORIGIN).toSeq();
  }

  @Override
  public void close() {
    failed.unpersist();
  }
}
