package io.sluice.publish;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import io.sluice.audit.FailedRows;
import io.sluice.contract.Contract;
import io.sluice.lake.EjectedValue;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.RowFiles;
import io.sluice.lake.StagingCommit;
import io.sluice.lake.TableSchemas;
import io.sluice.state.IngestState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import scala.collection.JavaConverters;

/**
 * Rows that leave a table, and the files that hold them. Those files are replaced by ones without
 * these rows: readers never meet delete files.
 *
 * <p>A row is found by where it came from and what it says. Of several rows from one offset one is
 * the record: main's, else one that failed no rule, else the one that ingest wrote first. Only a
 * record goes to the quarantine; the other rows are copies that were never read, and go away.
 */
final class EjectedRows implements AutoCloseable {
  private static final List<String> ORIGIN = List.of("_topic", "_kafka_partition", "_offset");
  private static final String FILE = "ejected_file";
  private static final String CONTENT = "ejected_content";
  private static final String MAIN_CONTENT = "ejected_main_content";
  private static final String PLACE = "ejected_place";

  private final Frozen table;
  private final FileReader reader;
  private final Dataset<Row> touched;
  private final List<FileScanTask> files;
  private final long moved;
  private final long removed;

  private EjectedRows(
      Frozen table, FileReader reader, Dataset<Row> touched, List<FileScanTask> planned) {
    this.table = table;
    this.reader = reader;
    this.touched = touched;
    Set<String> holding =
        new HashSet<>(
            touched.where(leaves()).select(FILE).distinct().as(Encoders.STRING()).collectAsList());
    this.files = planned.stream().filter(task -> holding.contains(task.file().location())).toList();
    this.moved = touched.where(moves()).count();
    this.removed = touched.where(col(PLACE).gt(1)).count();
  }

  /**
   * The rows of the table that failed, each under the first of its rules.
   *
   * @param failed rows of the candidate with their rule
   * @param doubled origins of which only one row may stay
   * @param table as it is now
   * @param main the same table on main, whose rows stay
   */
  static EjectedRows of(
      List<Dataset<Row>> failed,
      Optional<Dataset<Row>> doubled,
      FileReader reader,
      Frozen table,
      Optional<Frozen> main) {
    Dataset<Row> rules =
        failed.stream()
            .map(rows -> rows.withColumn(CONTENT, content(table)))
            .map(rows -> rows.select(origin(CONTENT, FailedRows.RULE)))
            .reduce(Dataset::unionByName)
            .map(
                rows ->
                    rows.groupBy(origin(CONTENT))
                        .agg(functions.min(FailedRows.RULE).as(FailedRows.RULE)))
            .orElseGet(
                () ->
                    reader
                        .stage(table, List.of())
                        .withColumn(CONTENT, content(table))
                        .withColumn(FailedRows.RULE, lit(""))
                        .select(origin(CONTENT, FailedRows.RULE)))
            .persist();
    Dataset<Row> origins = rules.select(origin());
    origins = doubled.map(origins::union).orElse(origins).distinct().persist();
    try {
      Row span = origins.agg(functions.min("_offset"), functions.max("_offset")).head();
      List<FileScanTask> planned = planned(table, span);
      Dataset<Row> touched =
          reader
              .stage(table, planned)
              .withColumn(FILE, functions.input_file_name())
              .withColumn(CONTENT, content(table))
              .join(broadcast(origins), names(), "left_semi")
              .join(broadcast(rules), names(CONTENT), "left")
              .join(broadcast(onMain(main, span, origins, reader, table)), names(), "left")
              .withColumn(PLACE, place())
              .persist();
      return new EjectedRows(table, reader, touched, planned);
    } finally {
      rules.unpersist();
      origins.unpersist();
    }
  }

  private static List<FileScanTask> planned(Frozen table, Row span) {
    return span.isNullAt(0)
        ? List.of()
        : FileReader.plan(
            table,
            Expressions.and(
                Expressions.greaterThanOrEqual("_offset", span.getLong(0)),
                Expressions.lessThanOrEqual("_offset", span.getLong(1))));
  }

  private static Dataset<Row> onMain(
      Optional<Frozen> main, Row span, Dataset<Row> origins, FileReader reader, Frozen table) {
    return main.map(on -> reader.stage(on, planned(on, span)))
        .orElseGet(() -> reader.stage(table, List.of()))
        .withColumn(MAIN_CONTENT, content(table))
        .join(broadcast(origins), names(), "left_semi")
        .groupBy(origin())
        .agg(functions.min(MAIN_CONTENT).as(MAIN_CONTENT));
  }

  /** What all columns of a row say. */
  private static Column content(Frozen table) {
    return functions.xxhash64(columns(table));
  }

  private static Column place() {
    return functions
        .row_number()
        .over(
            Window.partitionBy(origin())
                .orderBy(
                    coalesce(col(CONTENT).equalTo(col(MAIN_CONTENT)), lit(false)).desc(),
                    col(FailedRows.RULE).isNotNull(),
                    col("_ingest_time"),
                    col(CONTENT)));
  }

  private static Column moves() {
    return col(PLACE)
        .equalTo(1)
        .and(col(FailedRows.RULE).isNotNull())
        .and(col(MAIN_CONTENT).isNull());
  }

  private static Column leaves() {
    return col(PLACE).gt(1).or(moves());
  }

  private static Column[] columns(Frozen table) {
    return Stream.of(SparkSchemaUtil.convert(table.table().schema()).fieldNames())
        .map(functions::col)
        .toArray(Column[]::new);
  }

  /** The columns that say where a row came from, and some more. */
  static Column[] origin(String... more) {
    return Stream.concat(ORIGIN.stream(), Stream.of(more))
        .map(functions::col)
        .toArray(Column[]::new);
  }

  private static scala.collection.Seq<String> names(String... more) {
    return JavaConverters.asScalaBuffer(Stream.concat(ORIGIN.stream(), Stream.of(more)).toList())
        .toSeq();
  }

  /** Records that go to the quarantine. */
  long moved() {
    return moved;
  }

  /** Copies that no record was read for: they go away. */
  long removed() {
    return removed;
  }

  /** Takes the rows out of the table of the commit. */
  void replaceFiles(StagingCommit commit, String name, IngestState state) {
    Dataset<Row> rewritten =
        reader
            .stage(table, files)
            .join(broadcast(touched.select(origin()).distinct()), names(), "left_anti")
            .select(columns(table));
    Dataset<Row> stay =
        touched
            .where(functions.not(leaves()))
            .where(
                col(FILE)
                    .isInCollection(files.stream().map(task -> task.file().location()).toList()))
            .select(columns(table));
    var written =
        commit.written(
            name, draft -> RowFiles.append(draft, rewritten.unionByName(stay), Map.of()));
    OverwriteFiles overwrite = commit.table(name).newOverwrite();
    files.stream().map(FileScanTask::file).distinct().forEach(overwrite::deleteFile);
    written.forEach(overwrite::addFile);
    state.toProperties().forEach(overwrite::set);
    overwrite.commit();
  }

  /** The records as the quarantine holds them: the value is the row as JSON. */
  Dataset<Row> asQuarantine(Contract contract, String detail) {
    Map<String, Column> values =
        Map.of(
            "dataset", lit(contract.dataset()),
            "reason", coalesce(concat(lit(EjectedValue.REASON), col(FailedRows.RULE)), lit("")),
            "detail", lit(detail),
            "value", EjectedValue.of(contract));
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
    return touched.where(moves()).select(selected);
  }

  @Override
  public void close() {
    touched.unpersist();
  }
}
