package io.sluice.lake;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads chosen files of a frozen table, and of them only the columns that a query asks for. */
public final class FileReader implements AutoCloseable {
  private final SparkSession spark;
  private final Map<String, Table> staged = new java.util.concurrent.ConcurrentHashMap<>();

  public FileReader(SparkSession spark) {
    this.spark = spark;
  }

  /** The rows of these files. */
  public Dataset<Row> read(Frozen frozen, List<DataFile> files) {
    Table table = frozen.table();
    String schema = SchemaParser.toJson(table.schema());
    ResidualEvaluator all = ResidualEvaluator.unpartitioned(Expressions.alwaysTrue());
    List<FileScanTask> tasks = new ArrayList<>();
    for (DataFile file : files) {
      String spec = PartitionSpecParser.toJson(table.specs().get(file.specId()));
      tasks.add(new BaseFileScanTask(file, new DeleteFile[0], schema, spec, all));
    }
    return stage(frozen, tasks);
  }

  /** The files of the table that can hold rows as the filter asks for, by their own statistics. */
  public static List<FileScanTask> plan(Frozen frozen, Expression filter) {
    try (CloseableIterable<FileScanTask> planned =
        frozen.table().newScan().filter(filter).planFiles()) {
      List<FileScanTask> tasks = new ArrayList<>();
      planned.forEach(tasks::add);
      return tasks;
    } catch (IOException e) {
      throw new SluiceException("Cannot plan files: " + frozen.name(), e);
    }
  }

  /** The rows of planned files; also those that the filter of the plan does not ask for. */
  public Dataset<Row> stage(Frozen frozen, List<FileScanTask> tasks) {
    if (tasks.isEmpty()) {
      return spark.createDataFrame(List.of(), SparkSchemaUtil.convert(frozen.table().schema()));
    }
    String id = UUID.randomUUID().toString();
    ScanTaskSetManager.get().stageTasks(frozen.table(), id, tasks);
    staged.put(id, frozen.table());
    return spark.read().option(SparkReadOptions.SCAN_TASK_SET_ID, id).table(frozen.name());
  }

  /** Forgets the files; what was not read by now cannot be read any more. */
  @Override
  public void close() {
    staged.forEach((id, table) -> ScanTaskSetManager.get().removeTasks(table, id));
    staged.clear();
  }
}
