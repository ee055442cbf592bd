package io.sluice.audit;

import io.sluice.audit.RowFold.OfFile;
import io.sluice.state.DerivedState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the rows of the audited files say. The added files are read in one pass, once, however many
 * rules ask; of those that main has too only what the increment's keys and minutes make necessary,
 * and of both nothing that the cache holds.
 */
final class Figures {
  /** Of all files together, and of each at least. */
  private static final int MOST_BARS = 600_000;

  private static final int FEW_BARS = 1_000;

  private final AuditScope scope;
  private final AuditCache cache;
  private Map<String, FileFigures> added;
  private Map<String, FileFigures> quarantined;
  private boolean together;
  private RowFigures rows;
  private RowFigures refused;
  private Identities increment;
  private Optional<ChangedBars> changedBars;
  private CommonFiles common;

  Figures(AuditScope scope, AuditCache cache) {
    this.scope = scope;
    this.cache = cache;
  }

  /** Of the dataset's added files. */
  RowFigures rows() {
    if (rows == null) {
      read();
      rows = new RowFigures(added.values(), scope.publishedIngest(), scope.ingest());
    }
    return rows;
  }

  /** Of the quarantine's added files. */
  RowFigures refused() {
    if (refused == null) {
      read();
      refused = new RowFigures(quarantined.values(), scope.publishedIngest(), scope.ingest());
    }
    return refused;
  }

  /** False also where that cannot be said from the figures: then it is to be looked at. */
  boolean keysAreUnique() {
    read();
    if (!together || increment().repeated() > 0) {
      return false;
    }
    return !common().meet(increment());
  }

  private Identities increment() {
    if (increment == null) {
      increment = Identities.union(added.values().stream().map(FileFigures::identities).toList());
    }
    return increment;
  }

  /** The minutes whose bars are in question; empty: too many to bring together. */
  Optional<MinutesInQuestion> minutes() {
    read();
    if (!canBeTouched()) {
      return Optional.empty();
    }
    return common().minutes();
  }

  static boolean areComplete(Collection<FileFigures> files) {
    return files.stream().allMatch(file -> file.bars() != null && file.bars().isComplete());
  }

  private MinutesInQuestion touched() {
    DerivedState state = scope.candles().orElseThrow();
    long from =
        scope.publishedCandles().map(DerivedState::closedThroughMicros).orElse(Long.MIN_VALUE);
    return new MinutesInQuestion(
        from,
        state.closedThroughMicros(),
        added.values(),
        this::isOld,
        changedBars().orElseThrow().windows());
  }

  private boolean canBeTouched() {
    return together
        && scope.candles().isPresent()
        && areComplete(added.values())
        && changedBars().isPresent();
  }

  /** The bars that are not as main has them; empty: there are too many. */
  Optional<ChangedBars> changedBars() {
    if (changedBars == null) {
      changedBars = ChangedBars.of(scope);
    }
    return changedBars;
  }

  /** Files as a compaction writes them hold nothing that main does not have. */
  private boolean isOld(FileFigures file) {
    return new RowFigures(List.of(file), scope.publishedIngest(), scope.ingest()).old()
        == file.rows();
  }

  private CommonFiles common() {
    if (common == null) {
      common =
          new CommonFiles(
              scope,
              cache,
              Optional.of(scope.contract()).filter(KeyUnique::applies).map(each -> increment()),
              canBeTouched() ? Optional.of(touched()) : Optional.empty(),
              this::figures);
    }
    return common;
  }

  /** Keeps what was read for the next audit: most of it is then what main has too. */
  void keep() {
    if (together) {
      keep(scope.tables().rows(), added);
    }
    keep(scope.tables().quarantine(), quarantined);
    if (common != null) {
      common.trim();
    }
  }

  /** What a file holds, and not what it is said to hold twice. */
  private void keep(String table, Map<String, FileFigures> files) {
    for (DataFile file : scope.diff(table).added()) {
      FileFigures read = files.get(file.location());
      if (read != null && read.rows() == file.recordCount()) {
        cache.keep(file.location(), read);
      }
    }
  }

  private void read() {
    if (added != null) {
      return;
    }
    String table = scope.tables().rows();
    String quarantine = scope.tables().quarantine();
    cache.of(scope.ingest());
    added = new HashMap<>();
    quarantined = new HashMap<>();
    List<DataFile> files = scope.diff(table).added();
    together = scope.diff(table).addedRows() <= cache.mostRows();
    boolean keys = together && KeyUnique.applies(scope.contract());
    boolean bars = together && scope.candles().isPresent() && changedBars().isPresent();
    List<DataFile> unread = cached(files, added, keys, bars);
    List<DataFile> refusedUnread =
        cached(scope.diff(quarantine).added(), quarantined, false, false);
    List<JavaRDD<OfFile>> passes = new ArrayList<>();
    if (!unread.isEmpty()) {
      passes.add(
          fold(
              scope.reader().read(scope.candidate(table), unread),
              keys,
              bars ? barsOf(unread) : 0,
              MinuteFilter.ALL));
    }
    if (!refusedUnread.isEmpty()) {
      passes.add(
          RowFold.of(
              scope.reader().read(scope.candidate(quarantine), refusedUnread),
              scope.ingest().topic(),
              RowConditions.ofQuarantine(scope),
              new RowFold.Wanted(scope.contract(), false, 0, MinuteFilter.ALL)));
    }
    Set<String> refusedNames = new HashSet<>();
    refusedUnread.forEach(file -> refusedNames.add(file.location()));
    for (OfFile file : collected(passes)) {
      (refusedNames.contains(file.file()) ? quarantined : added)
          .merge(file.file(), file.figures(), FileFigures::merged);
    }
  }

  private static int barsOf(List<DataFile> files) {
    return Math.max(FEW_BARS, MOST_BARS / files.size());
  }

  private JavaRDD<OfFile> fold(Dataset<Row> rows, boolean keys, int bars, MinuteFilter minutes) {
    return RowFold.of(
        rows,
        scope.ingest().topic(),
        RowConditions.ofRows(scope),
        new RowFold.Wanted(scope.contract(), keys, bars, minutes));
  }

  /** The figures of files that main has too. */
  private Map<String, FileFigures> figures(
      List<DataFile> files, boolean keys, MinuteFilter minutes) {
    Dataset<Row> rows =
        scope.reader().read(scope.published(scope.tables().rows()).orElseThrow(), files);
    int bars = canBeTouched() ? barsOf(files) : 0;
    Map<String, FileFigures> figures = new HashMap<>();
    for (OfFile file : collected(List.of(fold(rows, keys, bars, minutes)))) {
      figures.merge(file.file(), file.figures(), FileFigures::merged);
    }
    return figures;
  }

  private static List<OfFile> collected(List<JavaRDD<OfFile>> passes) {
    return passes.stream().reduce(JavaRDD::union).map(JavaRDD::collect).orElse(List.of());
  }

  /** Takes what the cache has; returns the files that are to be read. */
  private List<DataFile> cached(
      List<DataFile> files, Map<String, FileFigures> into, boolean keys, boolean bars) {
    List<DataFile> unread = new ArrayList<>();
    for (DataFile file : files) {
      FileFigures kept = cache.of(file.location());
      // A file that is named twice is there twice.
      if (kept == null || !kept.isWhole(keys, bars) || into.containsKey(file.location())) {
        unread.add(file);
      } else {
        into.put(file.location(), kept);
      }
    }
    return unread;
  }
}
