package io.sluice.audit;

import io.sluice.audit.RecentFiles.Timed;
import io.sluice.lake.Frozen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.iceberg.DataFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The dataset's files that both main and the candidate have, as far as the increment makes them
 * necessary: for keys those of its days, for bars those that can hold trades of its minutes. Read
 * in one pass, unless the cache has them.
 */
final class CommonFiles {
  private final AuditScope scope;
  private final AuditCache cache;
  private final Optional<Frozen> main;
  private final Set<String> removed = new HashSet<>();
  private final Map<String, FileFigures> figures = new HashMap<>();
  private final Map<String, DataFile> unread = new LinkedHashMap<>();
  private final List<Timed> ofDays = new ArrayList<>();
  private final List<Timed> ofMinutes = new ArrayList<>();
  private boolean tooMany;

  /**
   * Finds and reads them.
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
    this.cache = cache;
    this.main = scope.published(scope.tables().rows());
    scope.diff(scope.tables().rows()).removed().forEach(file -> removed.add(file.location()));
    MinuteFilter filter = touched.map(MinutesInQuestion::filter).orElse(MinuteFilter.ALL);
    increment.ifPresent(this::findKeys);
    touched.ifPresent(minutes -> findMinutes(minutes.times()));
    figures.values().forEach(file -> file.keepBarsSince(filter.since()));
    if (!unread.isEmpty()) {
      List<DataFile> files = List.copyOf(unread.values());
      pass.apply(scope.reader().read(main.orElseThrow(), files), filter)
          .forEach(
              (name, file) -> {
                figures.put(name, file.gatheredSince(filter.since()));
                cache.keep(name, file);
              });
    }
  }

  /** Main's files that the candidate has too. */
  private List<Timed> files(DayRanges times) {
    if (main.isEmpty()) {
      return List.of();
    }
    List<Timed> files =
        new ArrayList<>(cache.recent().of(main.get(), scope.contract().eventTime(), times));
    files.removeIf(file -> removed.contains(file.name()));
    return files;
  }

  private void findKeys(Identities increment) {
    List<Timed> days = files(KeyUnique.ranges(scope));
    cache.published().keep(cache.recent().since(), cache.recent().names());
    long rows = 0;
    for (Timed file : days) {
      if (!byDay() || !cache.published().has(file)) {
        ofDays.add(file);
        FileFigures kept = cache.of(file.name());
        if (kept == null || kept.identities() == null) {
          unread.put(file.name(), file.file());
          rows += file.file().recordCount();
        } else {
          figures.put(file.name(), kept);
        }
      }
    }
    // Numbers take little room, hashes go with the rows.
    if (increment.isHashed() && rows + cache.published().hashed() > cache.mostRows()) {
      unread.clear();
      tooMany = true;
    }
  }

  /** Main's keys by day hold those of the files that are gone as well. */
  private boolean byDay() {
    return removed.isEmpty();
  }

  private void findMinutes(DayRanges times) {
    for (Timed file : files(times)) {
      ofMinutes.add(file);
      FileFigures kept = cache.of(file.name());
      if (kept == null || needsEarlier(file, times, kept.barsSince())) {
        unread.put(file.name(), file.file());
      } else {
        figures.put(file.name(), kept);
      }
    }
  }

  private static boolean needsEarlier(Timed file, DayRanges times, long since) {
    long until = Math.min(file.times().to(), since);
    return file.times().from() < until && times.meets(file.times().from(), until - 1);
  }

  /** Whether one of the increment's keys is here; true as well where there are too many to say. */
  boolean meet(Identities increment) {
    if (tooMany) {
      return true;
    }
    for (Timed file : ofDays) {
      FileFigures read = figures.get(file.name());
      boolean kept = byDay() && cache.published().add(file, read.identities());
      if (kept) {
        read.releaseHashes();
      } else if (increment.meets(read.identities())) {
        return true;
      }
    }
    return byDay() && cache.published().meet(increment, KeyUnique.ranges(scope));
  }

  /** What is known of the files for bars. */
  List<FileFigures> sameMinutes() {
    return ofMinutes.stream().map(file -> figures.get(file.name())).toList();
  }
}
