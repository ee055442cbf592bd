package io.sluice.audit;

import io.sluice.audit.RecentFiles.Timed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The identities that main has, day by day, so that a publish looks its own up in one set. */
final class PublishedKeys {
  /** A file over more days is looked at by itself. */
  private static final long MOST_DAYS = 3;

  private final Map<Long, OfDay> days = new HashMap<>();

  private static final class OfDay {
    private final Set<String> files = new HashSet<>();
    private final Identities keys = new Identities();
  }

  /** Whether a file's identities are here. */
  boolean has(Timed file) {
    return daysOf(file).stream().allMatch(day -> has(day, file.name())) && !daysOf(file).isEmpty();
  }

  private boolean has(long day, String file) {
    OfDay of = days.get(day);
    return of != null && of.files.contains(file);
  }

  /** Takes a file's identities in; false where they are to be looked at by themselves. */
  boolean add(Timed file, Identities keys) {
    List<Long> over = daysOf(file);
    for (long day : over) {
      OfDay of = days.computeIfAbsent(day, each -> new OfDay());
      if (of.files.add(file.name())) {
        of.keys.addAll(keys);
      }
    }
    return !over.isEmpty();
  }

  /** Whether one of the increment's is here in one of its days. */
  boolean meet(Identities increment, DayRanges times) {
    return days.entrySet().stream()
        .anyMatch(
            each ->
                times.meets(each.getKey() * DayRanges.DAY, (each.getKey() + 1) * DayRanges.DAY - 1)
                    && increment.meets(each.getValue().keys));
  }

  /** Forgets days before a time, and those of which main has a file no more. */
  void keep(long since, Set<String> files) {
    days.keySet().removeIf(day -> (day + 1) * DayRanges.DAY <= since);
    days.values().removeIf(day -> !files.containsAll(day.files));
  }

  private static List<Long> daysOf(Timed file) {
    long first = Math.floorDiv(file.times().from(), DayRanges.DAY);
    long last = Math.floorDiv(file.times().to() - 1, DayRanges.DAY);
    List<Long> days = new ArrayList<>();
    if (last - first < MOST_DAYS) {
      for (long day = first; day <= last; day++) {
        days.add(day);
      }
    }
    return days;
  }

  /** How many take room each. */
  long single() {
    return days.values().stream().mapToLong(day -> day.keys.single()).sum();
  }
}
