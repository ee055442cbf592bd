package io.sluice.identity;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The payloads of some records by their identity, 16 bytes each, both as 64 bits of hash. Written
 * for every record, looked into only for duplicates: the index is made at the first look.
 */
public final class PayloadLog implements Serializable {
  private static final long serialVersionUID = 1L;

  static final PayloadLog EMPTY = new PayloadLog(new long[0]);

  private final long[] log;
  private transient volatile LogIndex index;

  PayloadLog(long[] log) {
    this.log = log;
  }

  int size() {
    return log.length >> 1;
  }

  /** The payload of an identity; 0 where it is not known. */
  long find(long identity) {
    LogIndex found = index;
    if (found == null) {
      synchronized (this) {
        found = index;
        if (found == null) {
          found = new LogIndex();
          found.extend(log, size());
          index = found;
        }
      }
    }
    return found.find(log, identity);
  }

  /** This one's entries and then the other's. */
  PayloadLog plus(PayloadLog other) {
    long[] both = Arrays.copyOf(log, log.length + other.log.length);
    System.arraycopy(other.log, 0, both, log.length, other.log.length);
    return new PayloadLog(both);
  }
}
