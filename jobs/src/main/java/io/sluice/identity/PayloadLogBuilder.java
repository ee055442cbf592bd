package io.sluice.identity;

import java.util.Arrays;

/** Collects the payloads of one task; of very many, the newest. */
final class PayloadLogBuilder {
  private final int most;
  private long[] log = {};
  private int entries;
  private LogIndex index;

  /**
   * @param most how many are kept at least; twice as many are held at times
   */
  PayloadLogBuilder(int most) {
    this.most = most;
  }

  void add(long identity, long payload) {
    if (entries == 2 * most) {
      System.arraycopy(log, 2 * most, log, 0, 2 * most);
      entries = most;
      index = null;
    }
    if (2 * entries == log.length) {
      log = Arrays.copyOf(log, Math.min(4 * most, Math.max(2 << 10, 2 * log.length)));
    }
    log[2 * entries] = identity;
    log[2 * entries + 1] = payload;
    entries++;
  }

  /** The payload of an identity; 0 where it is not known. */
  long find(long identity) {
    if (index == null) {
      index = new LogIndex();
    }
    index.extend(log, entries);
    return index.find(log, identity);
  }

  PayloadLog build() {
    int kept = Math.min(entries, most);
    return new PayloadLog(Arrays.copyOfRange(log, 2 * (entries - kept), 2 * entries));
  }
}
