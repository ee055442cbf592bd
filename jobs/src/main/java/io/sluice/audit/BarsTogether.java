package io.sluice.audit;

import io.sluice.lake.FileReader;
import io.sluice.market.TradeColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The bars in question brought together in the driver, and held against the figures of trades. */
final class BarsTogether {
  private BarsTogether() {}

  /** The windows whose bars differ; empty: there are too many bars to bring together. */
  static Optional<List<BarWindow>> differing(AuditScope scope) {
    String table = scope.tables().candles().orElseThrow();
    Optional<ChangedBars> changed = scope.figures().changedBars();
    Optional<MinutesInQuestion> minutes = scope.figures().minutes();
    if (changed.isEmpty() || minutes.isEmpty()) {
      return Optional.empty();
    }
    List<AuditedBar> bars = new ArrayList<>(changed.get().added());
    BarsJudge judge =
        new BarsJudge(
            minutes.get(),
            changed.get().windows(),
            scale(scope, TradeColumns.PRICE),
            scale(scope, TradeColumns.QUANTITY));
    BarTimes needed = new BarTimes(judge.needed());
    List<FileScanTask> others = others(scope, table, needed);
    if (others.stream().mapToLong(task -> task.file().recordCount()).sum() > ChangedBars.MOST) {
      return Optional.empty();
    }
    if (!others.isEmpty()) {
      Dataset<Row> rows = scope.reader().stage(scope.candidate(table), others);
      bars.addAll(AuditedBar.of(rows.where(needed.predicate())));
    }
    return Optional.of(judge.differing(bars));
  }

  private static int scale(AuditScope scope, String column) {
    Types.DecimalType decimal =
        (Types.DecimalType)
            scope.candidate(scope.tables().rows()).table().schema().findType(column);
    return decimal.scale();
  }

  /** The candidate's files, without the added ones, that can hold bars which are needed. */
  private static List<FileScanTask> others(AuditScope scope, String table, BarTimes needed) {
    Set<String> added = new HashSet<>();
    scope.diff(table).added().forEach(file -> added.add(file.location()));
    List<FileScanTask> tasks =
        new ArrayList<>(FileReader.plan(scope.candidate(table), needed.within()));
    tasks.removeIf(task -> added.contains(task.file().location()));
    return tasks;
  }
}
