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
import org.apache.iceberg.DataFile;

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
  private final Map<String, FileFigures> forKeys = new HashMap<>();
  private final Map<String, FileFigures> forMinutes = new HashMap<>();
  private final Map<String, DataFile> unread = new LinkedHashMap<>();
  private final Map<String, DataFile> unreadForMinutes = new LinkedHashMap<>();
  private final List<Timed> ofDays = new ArrayList<>();
  private final List<Timed> ofMinutes = new ArrayList<>();
  private final MinuteFilter filter;
  private final Optional<MinutesInQuestion> minutes;
  private boolean tooMany;
  private boolean tooManyMinutes;

  /** Reads files of main into figures. */
  interface Pass {
    Map<String, FileFigures> read(List<DataFile> files, boolean keys, MinuteFilter minutes);
  }

  /**
   * Finds and reads them.
   *
   * @param increment the keys of the added files; empty: the contract has none to compare
   * @param touched the minutes of the added files; empty: bars are not looked at
   */
  CommonFiles(
      AuditScope scope,
      AuditCache cache,
      Optional<Identities> increment,
      Optional<MinutesInQuestion> touched,
      Pass pass) {
    this.scope = scope;
    this.cache = cache;
    this.main = scope.published(scope.tables().rows());
    this.filter = touched.map(MinutesInQuestion::filter).orElse(MinuteFilter.ALL);
    scope.diff(scope.tables().rows()).removed().forEach(file -> removed.add(file.location()));
    increment.ifPresent(this::findKeys);
    touched.ifPresent(minutes -> findMinutes(minutes.times()));
    read(unread, true, pass);
    read(unreadForMinutes, false, pass);
    this.minutes =
        sameMinutes()
            .filter(Figures::areComplete)
            .flatMap(files -> touched.map(minutes -> minutes.with(files)));
  }

  private void read(Map<String, DataFile> files, boolean keys, Pass pass) {
    if (files.isEmpty()) {
      return;
    }
    Map<String, FileFigures> read = pass.read(List.copyOf(files.values()), keys, filter);
    files.forEach(
        (name, file) -> {
          // A file without a row comes from no task.
          FileFigures of = read.getOrDefault(name, FileFigures.none(keys));
          forMinutes.put(name, of.gatheredSince(filter.since()));
          if (keys) {
            forKeys.put(name, of);
          }
          if (of.rows() == file.recordCount() && (keys || cache.of(name) == null)) {
            cache.keep(name, of);
          }
        });
  }

  /** Forgets what the next audit hardly needs; to be called last. */
  void trim() {
    forMinutes.values().forEach(file -> file.keepBarsSince(filter.since()));
    forKeys.values().forEach(file -> file.keepBarsSince(filter.since()));
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
          forKeys.put(file.name(), kept);
        }
      }
    }
    // Numbers close to each other take little room, all others go with the rows.
    if (increment.single() > 0 && rows + cache.published().single() > cache.mostRows()) {
      unread.clear();
      tooMany = true;
    }
  }

  /** Main's keys by day hold those of the files that are gone as well. */
  private boolean byDay() {
    return removed.isEmpty();
  }

  private void findMinutes(DayRanges times) {
    long rows = 0;
    for (Timed file : files(times)) {
      ofMinutes.add(file);
      FileFigures kept = cache.of(file.name());
      if (unread.containsKey(file.name())) {
        rows += file.file().recordCount();
      } else if (kept == null
          || kept.bars() == null
          || needsEarlier(file, times, kept.barsSince())) {
        unreadForMinutes.put(file.name(), file.file());
        rows += file.file().recordCount();
      } else {
        forMinutes.put(file.name(), kept);
      }
    }
    // From a time on, bars are few; all of main's may be many.
    if (filter.since() == Long.MIN_VALUE && rows > cache.mostRows()) {
      unreadForMinutes.clear();
      tooManyMinutes = true;
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
      FileFigures read = forKeys.get(file.name());
      boolean kept = byDay() && cache.published().add(file, read.identities());
      if (kept) {
        read.releaseHashes();
      } else if (increment.meets(read.identities())) {
        return true;
      }
    }
    return byDay() && cache.published().meet(increment, KeyUnique.ranges(scope));
  }

  private Optional<List<FileFigures>> sameMinutes() {
    return tooManyMinutes
        ? Optional.empty()
        : Optional.of(ofMinutes.stream().map(file -> forMinutes.get(file.name())).toList());
  }

  /** The minutes in question, with what all their trades make; empty: there are too many. */
  Optional<MinutesInQuestion> minutes() {
    return minutes;
  }
}
