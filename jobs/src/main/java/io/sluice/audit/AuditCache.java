package io.sluice.audit;

import io.sluice.state.IngestState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of data files that an audit has read, so that the next one reads only what is new: a
 * data file never changes. In the driver's memory alone, up to a bound; what is not here is read
 * again. For one dataset. Not thread-safe.
 */
public final class AuditCache {
  private static final long MOST_BYTES = 256L << 20;
  private static final long MOST_ROWS = 8_000_000;

  private final long mostBytes;
  private final long mostRows;
  private final Map<String, FileFigures> files = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Long> bytes = new HashMap<>();
  private long used;
  private RecentFiles recent = new RecentFiles();
  private PublishedKeys published = new PublishedKeys();
  private String topic;

  /** An empty one. */
  public AuditCache() {
    this(MOST_BYTES, MOST_ROWS);
  }

  /**
   * An empty one.
   *
   * @param mostBytes kept, roughly
   * @param mostRows of which identities and bars are brought together in the driver; those of a
   *     larger increment are compared by Spark
   */
  AuditCache(long mostBytes, long mostRows) {
    this.mostBytes = mostBytes;
    this.mostRows = mostRows;
  }

  long mostRows() {
    return mostRows;
  }

  /** Forgets what was held against another topic. */
  void of(IngestState ingest) {
    if (!ingest.topic().equals(topic)) {
      topic = ingest.topic();
      files.clear();
      bytes.clear();
      used = 0;
      recent = new RecentFiles();
      published = new PublishedKeys();
    }
  }

  /** Main's files. */
  RecentFiles recent() {
    return recent;
  }

  /** Main's identities. */
  PublishedKeys published() {
    return published;
  }

  /** Null where they are not kept. */
  FileFigures of(String file) {
    return files.get(file);
  }

  /** Keeps figures, unless a rule is broken: that is looked at again. */
  void keep(String file, FileFigures figures) {
    forget(file);
    long size = figures.bytes();
    if (!figures.isClean() || size > mostBytes) {
      return;
    }
    files.put(file, figures);
    bytes.put(file, size);
    used += size;
    var oldest = files.keySet().iterator();
    while (used > mostBytes) {
      String first = oldest.next();
      oldest.remove();
      used -= bytes.remove(first);
    }
  }

  private void forget(String file) {
    if (files.remove(file) != null) {
      used -= bytes.remove(file);
    }
  }
}
