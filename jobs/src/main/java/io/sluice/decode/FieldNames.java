package io.sluice.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds fields by the bytes of their names. Records of one sender have their fields in one order:
 * the first guess is the field that followed last time, and is rarely wrong.
 */
final class FieldNames {
  private final byte[][] names;
  private final long[] heads; // the first eight bytes of each name, or all of it
  private final long[] masks; // which of those eight count
  private final int[] table; // by hash, open addressing; -1 is free
  private final int[] following; // [n + 1]: the field that last followed field n; [0]: the first

  FieldNames(List<String> fields) {
    names = fields.stream().map(f -> f.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    heads = new long[names.length];
    masks = new long[names.length];
    for (int i = 0; i < names.length; i++) {
      int length = Math.min(Long.BYTES, names[i].length);
      heads[i] = EightBytes.at(Arrays.copyOf(names[i], Long.BYTES), 0);
      masks[i] = -1L >>> ((Long.BYTES - length) * Byte.SIZE);
    }
    table = new int[Integer.highestOneBit(Math.max(1, names.length)) * 8];
    Arrays.fill(table, -1);
    for (int i = 0; i < names.length; i++) {
      int slot = slot(names[i], 0, names[i].length);
      while (table[slot] >= 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = i;
    }
    following = new int[names.length + 1];
    for (int i = 0; i < following.length; i++) {
      following[i] = Math.min(i, names.length - 1);
    }
  }

  /** The field that is likely to come after another; -1 for the first. */
  int guessAfter(int previous) {
    return following[previous + 1];
  }

  void learn(int previous, int field) {
    following[previous + 1] = field;
  }

  /** Whether a field's name, between quotes, stands at a place; the first quote is known to. */
  boolean isAt(int field, byte[] bytes, int quote) {
    byte[] name = names[field];
    int start = quote + 1;
    int end = start + name.length;
    if (end >= bytes.length || bytes[end] != '"') {
      return false;
    }
    if (start + Long.BYTES > bytes.length
        || ((EightBytes.at(bytes, start) ^ heads[field]) & masks[field]) != 0) {
      return false;
    }
    return name.length <= Long.BYTES || Arrays.equals(bytes, start, end, name, 0, name.length);
  }

  /** The bytes of a field's name; they need no escapes in JSON. */
  byte[] name(int field) {
    return names[field];
  }

  /** The field of that name; -1 if there is none. */
  int find(byte[] bytes, int start, int end) {
    int slot = slot(bytes, start, end);
    while (table[slot] >= 0) {
      byte[] name = names[table[slot]];
      if (Arrays.equals(bytes, start, end, name, 0, name.length)) {
        return table[slot];
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return -1;
  }

  private int slot(byte[] bytes, int start, int end) {
    int length = end - start;
    int hash = length;
    if (length > 0) {
      hash += bytes[start] * 31 + bytes[end - 1] * 961 + bytes[start + length / 2] * 29791;
    }
    return (hash ^ (hash >>> 7)) & (table.length - 1);
  }
}
