package io.sluice.audit;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the rows of one data file say: small, mergeable, true for as long as the file exists. */
final class FileFigures implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] bad;
  private long rows;
  private long foreign;
  private final Map<Integer, OffsetSet> offsets = new TreeMap<>();
  private Identities identities;
  private MinuteBars bars;
  private long barsSince = Long.MIN_VALUE;

  /**
   * Empty.
   *
   * @param identities whether they are gathered
   * @param bars how many are gathered at most; 0: none
   */
  FileFigures(int conditions, boolean identities, int bars) {
    this.bad = new long[conditions];
    this.identities = identities ? new Identities() : null;
    this.bars = bars > 0 ? new MinuteBars(bars) : null;
  }

  private FileFigures(FileFigures one, FileFigures other) {
    this.bad = one.bad.clone();
    for (int i = 0; i < bad.length; i++) {
      bad[i] += other.bad[i];
    }
    this.rows = one.rows + other.rows;
    this.foreign = one.foreign + other.foreign;
    for (FileFigures each : List.of(one, other)) {
      each.offsets.forEach((partition, set) -> offsets(partition).add(set));
    }
    this.identities =
        one.identities == null ? null : Identities.union(List.of(one.identities, other.identities));
    if (one.bars != null) {
      this.bars = new MinuteBars();
      bars.add(one.bars);
      bars.add(other.bars);
    }
  }

  /** Those of a file without rows. */
  static FileFigures none(boolean identities) {
    return new FileFigures(0, identities, 1);
  }

  /** What two tasks saw of the same file. */
  static FileFigures merged(FileFigures one, FileFigures other) {
    return new FileFigures(one, other);
  }

  void addBad(int condition) {
    bad[condition]++;
  }

  /** Counts a row of another topic. */
  void addForeign() {
    rows++;
    foreign++;
  }

  void add(int partition, long offset) {
    rows++;
    offsets(partition).add(offset);
  }

  private OffsetSet offsets(int partition) {
    return offsets.computeIfAbsent(partition, each -> new OffsetSet());
  }

  /** To be called once, after the last row. */
  void seal() {
    offsets.values().forEach(OffsetSet::seal);
    if (identities != null) {
      identities.seal();
    }
  }

  long bad(int condition) {
    return bad[condition];
  }

  long rows() {
    return rows;
  }

  long foreign() {
    return foreign;
  }

  /** The offsets of its rows by Kafka partition. */
  Map<Integer, OffsetSet> offsets() {
    return offsets;
  }

  /** Null: they were not gathered. */
  Identities identities() {
    return identities;
  }

  /** Null: they were not gathered. */
  MinuteBars bars() {
    return bars;
  }

  /** From which minute on its bars are known, µs since the epoch. */
  long barsSince() {
    return barsSince;
  }

  /** Forgets the bars of earlier minutes. */
  FileFigures keepBarsSince(long micros) {
    if (bars != null && micros > barsSince) {
      bars = bars.since(micros);
      barsSince = micros;
    }
    return this;
  }

  /** Says that only the bars from a minute on were gathered. */
  FileFigures gatheredSince(long micros) {
    barsSince = micros;
    return this;
  }

  /** Whether nothing was forgotten. */
  boolean isWhole(boolean withIdentities, boolean withBars) {
    return (identities != null || !withIdentities)
        && ((bars != null && barsSince == Long.MIN_VALUE) || !withBars);
  }

  /** Forgets identities that take room by the row; they are kept elsewhere by now. */
  void releaseHashes() {
    if (identities != null && identities.single() > 0) {
      identities = null;
    }
  }

  /** Whether each row is as it must be. */
  boolean isClean() {
    long wrong = foreign;
    for (long rows : bad) {
      wrong += rows;
    }
    return wrong == 0;
  }

  /** A rough size in memory. */
  long bytes() {
    long bytes = 500;
    for (OffsetSet set : offsets.values()) {
      bytes += set.bytes();
    }
    return bytes
        + (identities == null ? 0 : identities.bytes())
        + (bars == null ? 0 : bars.bytes());
  }
}
