package io.sluice.identity;

import java.io.Serializable;
import java.util.Arrays;

/** The key's leading columns as bytes. One instance can be filled anew for look-ups. */
public final class GroupKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private byte[] bytes = new byte[64];
  private int length;
  private int hash;

  /** Empties the key, to be filled for the next look-up. */
  public GroupKey clear() {
    length = 0;
    hash = 1;
    return this;
  }

  /** Adds a text column: its length first, so that no two groups share their bytes. */
  public GroupKey add(byte[] text, int offset, int size) {
    add(size);
    reserve(size);
    for (int i = 0; i < size; i++) {
      byte each = text[offset + i];
      bytes[length++] = each;
      hash = 31 * hash + each;
    }
    return this;
  }

  /** Adds a whole number. */
  public GroupKey add(long number) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (number >>> shift);
    }
    hash = 31 * hash + Long.hashCode(number);
    return this;
  }

  /** A copy that stays as it is. */
  GroupKey frozen() {
    GroupKey copy = new GroupKey();
    copy.bytes = Arrays.copyOf(bytes, length);
    copy.length = length;
    copy.hash = hash;
    return copy;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey that
        && hash == that.hash
        && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
