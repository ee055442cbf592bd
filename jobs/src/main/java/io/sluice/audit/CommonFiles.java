package io.sluice.audit;

import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The dataset's files that both main and the candidate have, as far as the increment makes them
 * necessary: for keys those of its days, for bars those that can hold trades of its minutes. Read
 * in one pass, unless the cache has them.
 */
final class CommonFiles {
  private final AuditScope scope;
  private final Optional<Frozen> main;
  private final boolean keysTogether;
  private final Set<String> ofDays = new LinkedHashSet<>();
  private final Set<String> ofMinutes = new LinkedHashSet<>();
  private final Map<String, FileFigures> figures = new HashMap<>();

  /**
   * Reads what is not known.
   *
   * @param increment the keys of the added files; empty: the contract has none to compare
   * @param touched the minutes of the added files; empty: the contract asks for no bars
   * @param pass reads rows into figures
   */
  CommonFiles(
      AuditScope scope,
      AuditCache cache,
      Optional<Identities> increment,
      Optional<MinutesInQuestion> touched,
      BiFunction<Dataset<Row>, MinuteFilter, Map<String, FileFigures>> pass) {
    this.scope = scope;
    this.main = scope.published(scope.tables().rows());
    Map<String, FileScanTask> unread = new LinkedHashMap<>();
    this.keysTogether = increment.isPresent() && keys(increment.get(), cache, unread);
    MinuteFilter filter = touched.map(MinutesInQuestion::filter).orElse(MinuteFilter.ALL);
    touched.ifPresent(minutes -> minutes(minutes.times(), cache, unread));
    figures.values().forEach(file -> file.keepBarsSince(filter.since()));
    if (!unread.isEmpty()) {
      pass.apply(scope.reader().stage(main.orElseThrow(), List.copyOf(unread.values())), filter)
          .forEach(
              (name, file) -> {
                figures.put(name, file.gatheredSince(filter.since()));
                cache.keep(name, file);
              });
    }
  }

  /** False where they would take too much room: numbers take little, hashes go with the rows. */
  private boolean keys(Identities increment, AuditCache cache, Map<String, FileScanTask> unread) {
    long rows = 0;
    for (FileScanTask task : planned(KeyUnique.days(scope))) {
      String name = task.file().location();
      ofDays.add(name);
      FileFigures kept = cache.of(name);
      if (kept == null) {
        unread.put(name, task);
        rows += task.file().recordCount();
      } else {
        figures.put(name, kept);
      }
    }
    if (increment.isHashed() && rows > cache.mostRows()) {
      unread.clear();
      return false;
    }
    return true;
  }

  private void minutes(DayRanges times, AuditCache cache, Map<String, FileScanTask> unread) {
    for (FileScanTask task : planned(times.within(scope.contract().eventTime()))) {
      String name = task.file().location();
      ofMinutes.add(name);
      FileFigures kept = cache.of(name);
      if (kept == null || needsEarlier(task.file(), times, kept.barsSince())) {
        unread.put(name, task);
      } else {
        figures.put(name, kept);
      }
    }
  }

  private List<FileScanTask> planned(Expression filter) {
    if (main.isEmpty() || filter.equals(Expressions.alwaysFalse())) {
      return List.of();
    }
    Set<String> removed = new HashSet<>();
    scope.diff(scope.tables().rows()).removed().forEach(file -> removed.add(file.location()));
    List<FileScanTask> tasks = new ArrayList<>(FileReader.plan(main.get(), filter));
    tasks.removeIf(task -> removed.contains(task.file().location()));
    return tasks;
  }

  private boolean needsEarlier(DataFile file, DayRanges times, long since) {
    int column =
        scope
            .candidate(scope.tables().rows())
            .table()
            .schema()
            .findField(scope.contract().eventTime())
            .fieldId();
    DayRanges.Range range = DayRanges.timesOf(file, column);
    long until = Math.min(range.to(), since);
    return range.from() < until && times.meets(range.from(), until - 1);
  }

  /** For keys; empty: too many to bring together. */
  Optional<List<FileFigures>> sameDays() {
    return keysTogether
        ? Optional.of(ofDays.stream().map(figures::get).toList())
        : Optional.empty();
  }

  /** For bars. */
  List<FileFigures> sameMinutes() {
    return ofMinutes.stream().map(figures::get).toList();
  }
}
