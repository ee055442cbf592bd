package io.sluice.audit;

import io.sluice.lake.FileDiff;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Main's data files of the newest days, followed from one state of main to the next by the
 * manifests that only one of the two has: the cost goes with what is new, not with the day. Older
 * files are planned as any scan does it.
 */
final class RecentFiles {
  private final Map<String, Timed> files = new LinkedHashMap<>();
  private Table at;
  private long since;

  /**
   * A file with the times of its rows.
   *
   * @param times by the file's own statistics, µs since the epoch
   */
  record Timed(DataFile file, DayRanges.Range times) {
    String name() {
      return file.location();
    }

    boolean meets(DayRanges ranges) {
      return ranges.meets(times.from(), times.to() - 1);
    }
  }

  /** From when on files are followed, µs since the epoch. */
  long since() {
    return since;
  }

  /** The locations of those that are followed. */
  Set<String> names() {
    return files.keySet();
  }

  /** Main's files that can hold rows of these times. */
  List<Timed> of(Frozen main, String timeColumn, DayRanges times) {
    if (times.isEmpty()) {
      return List.of();
    }
    int column = main.table().schema().findField(timeColumn).fieldId();
    follow(main, timeColumn, column, times);
    List<Timed> found = new ArrayList<>();
    files.values().stream().filter(file -> file.meets(times)).forEach(found::add);
    if (times.first() < since) {
      Expression older =
          Expressions.and(times.within(timeColumn), Expressions.lessThan(timeColumn, since));
      for (FileScanTask task : FileReader.plan(main, older)) {
        if (!files.containsKey(task.file().location()) && task.file().recordCount() > 0) {
          found.add(timed(task.file(), column));
        }
      }
    }
    return found;
  }

  private void follow(Frozen main, String timeColumn, int column, DayRanges times) {
    Table last = at;
    // What cannot be followed is planned the next time.
    at = null;
    if (last == null) {
      files.clear();
      since = dayBefore(times.last());
      FileReader.plan(main, Expressions.greaterThanOrEqual(timeColumn, since))
          .forEach(task -> add(task.file(), column));
    } else if (last != main.table()) {
      FileDiff diff = FileDiff.between(Optional.of(last), main.table());
      diff.removed().forEach(file -> files.remove(file.location()));
      diff.added().forEach(file -> add(file, column));
    }
    at = main.table();
    // Files whose times no statistics bound say nothing of the newest day.
    long newest =
        files.values().stream()
            .mapToLong(file -> file.times().to())
            .filter(to -> to < DayRanges.ALL.to())
            .max()
            .orElse(since);
    if (dayBefore(newest) > since) {
      since = dayBefore(newest);
      files.values().removeIf(file -> file.times().to() <= since);
    }
  }

  private static long dayBefore(long micros) {
    return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : (Math.floorDiv(micros - 1, DayRanges.DAY) - 1) * DayRanges.DAY;
  }

  private void add(DataFile file, int column) {
    Timed timed = timed(file, column);
    if (timed.times().to() > since && file.recordCount() > 0) {
      files.put(file.location(), timed);
    }
  }

  /** Of a file's statistics only the times are kept. */
  private static Timed timed(DataFile file, int column) {
    return new Timed(file.copyWithoutStats(), DayRanges.timesOf(file, column));
  }
}
