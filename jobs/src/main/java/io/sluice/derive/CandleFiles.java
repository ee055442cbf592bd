package io.sluice.derive;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.lake.RowFiles;
import io.sluice.lake.StagingCommit;
import io.sluice.market.CandleInterval;
import io.sluice.market.CandleTable;
import io.sluice.market.NeededBars;
import io.sluice.market.Range;
import io.sluice.market.Ranges;
import io.sluice.state.Snapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data files of the candles' table within one commit to staging: reads bars as they are after
 * the changes made here so far, and writes changes. Bars that change leave their files: these are
 * written again without them.
 */
final class CandleFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CandleFiles.class);
  private static final String[] KEY = CandleTable.KEY.toArray(String[]::new);

  private final StagingCommit commit;
  private final String table;
  private final Frozen bars;
  private final FileReader reader;
  private final List<DataFile> written = new ArrayList<>();
  private long records;

  CandleFiles(Lake lake, StagingCommit commit, String table, FileReader reader) {
    this.commit = commit;
    this.table = table;
    // Planned from the table as staged; the name only says what columns it has.
    this.bars =
        new Frozen(commit.table(table), lake.name(table, References.STAGING, commit.baseHash()));
    this.reader = reader;
    this.records = Snapshots.totalRecords(bars.table());
  }

  /** The rows of the files that can hold needed bars. */
  Dataset<Row> holding(NeededBars needed) {
    return reader.stage(bars, FileReader.plan(bars, TimeFilters.files(needed)));
  }

  /** How many rows the table holds by now. */
  long records() {
    return records;
  }

  /** Writes the changes, in the form of {@link CandleRows#CHANGES}, as files yet to be added. */
  Written write(Dataset<Row> changes) {
    Dataset<Row> changed =
        changes
            .where(
                col(CandleRows.CHANGE)
                    .isin(CandleRows.ADDED, CandleRows.REVISED, CandleRows.SINGLE))
            .drop(CandleRows.CHANGE);
    Dataset<Row> leaving =
        changes.where(col(CandleRows.CHANGE).notEqual(CandleRows.ADDED)).select(keys()).distinct();
    List<FileScanTask> candidates = candidates(leaving);
    if (candidates.isEmpty()) {
      return new Written(newFiles(changed), List.of());
    }
    List<FileScanTask> affected = holding(leaving, candidates);
    Dataset<Row> staying = reader.stage(bars, affected).join(broadcast(leaving), KEY, "left_anti");
    return new Written(newFiles(changed.unionByName(staying)), affected);
  }

  private static org.apache.spark.sql.Column[] keys() {
    return CandleTable.KEY.stream().map(functions::col).toArray(org.apache.spark.sql.Column[]::new);
  }

  /** The files that can hold the bars, by the days they open on. */
  private List<FileScanTask> candidates(Dataset<Row> leaving) {
    Map<String, List<Range>> days = new HashMap<>();
    leaving
        .select(
            col("interval"), functions.unix_micros(functions.date_trunc("day", col("open_time"))))
        .distinct()
        .collectAsList()
        .forEach(
            row ->
                days.computeIfAbsent(row.getString(0), interval -> new ArrayList<>())
                    .add(new Range(row.getLong(1), row.getLong(1) + CandleInterval.DAY_MICROS)));
    Expression any = Expressions.alwaysFalse();
    for (Map.Entry<String, List<Range>> interval : days.entrySet()) {
      any =
          Expressions.or(any, TimeFilters.files(interval.getKey(), Ranges.of(interval.getValue())));
    }
    return days.isEmpty() ? List.of() : FileReader.plan(bars, any);
  }

  /** Those of the files that do hold one of the bars. */
  private List<FileScanTask> holding(Dataset<Row> leaving, List<FileScanTask> candidates) {
    Set<String> holding =
        new HashSet<>(
            reader
                .stage(bars, candidates)
                .withColumn("file", functions.input_file_name())
                .join(broadcast(leaving), KEY, "left_semi")
                .select("file")
                .distinct()
                .as(Encoders.STRING())
                .collectAsList());
    return candidates.stream().filter(task -> holding.contains(task.file().location())).toList();
  }

  private List<DataFile> newFiles(Dataset<Row> rows) {
    Dataset<Row> sorted =
        rows.coalesce(1).sortWithinPartitions("interval", "exchange", "symbol", "open_time");
    List<DataFile> files = commit.written(table, draft -> RowFiles.append(draft, sorted, Map.of()));
    written.addAll(files);
    return files;
  }

  /** Puts what was written into the staged table, together with what it says of itself. */
  void add(Written files, Map<String, String> properties) {
    SnapshotUpdate<?> update;
    if (files.replaced().isEmpty()) {
      var append = bars.table().newAppend();
      files.added().forEach(append::appendFile);
      update = append;
    } else {
      OverwriteFiles overwrite = bars.table().newOverwrite();
      files.replaced().forEach(task -> overwrite.deleteFile(task.file()));
      files.added().forEach(overwrite::addFile);
      update = overwrite;
    }
    properties.forEach(update::set);
    update.commit();
    records += files.growth();
  }

  /** Removes what was written here, as it will not be committed. */
  void discard() {
    for (DataFile file : written) {
      try {
        bars.table().io().deleteFile(file.location());
      } catch (RuntimeException e) {
        LOG.debug("Not removed, a later sweep will: {}", file.location(), e);
      }
    }
  }

  /**
   * Files of one write.
   *
   * @param replaced the files that the rows which stay were taken from
   */
  record Written(List<DataFile> added, List<FileScanTask> replaced) {
    static final Written NOTHING = new Written(List.of(), List.of());

    long growth() {
      return added.stream().mapToLong(DataFile::recordCount).sum()
          - replaced.stream().mapToLong(task -> task.file().recordCount()).sum();
    }
  }
}
