package io.sluice.audit;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * The identities of some rows, small: ids that are whole numbers and sequences as sets of numbers
 * by the key's leading columns, all others as 64 bits of hash. So two different ids can, rarely, be
 * taken for one, but never one id for two: what says "none twice" is right, what says "twice" is to
 * be looked at again.
 */
final class Identities implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_NUMBER = 18;

  /** Bytes a number, and of a set whatever it holds, from which on its numbers lie far apart. */
  private static final long SPARSE = 4;

  private static final long SMALL = 10_000;

  private final Map<Leading, Roaring64Bitmap> ids = new HashMap<>();
  private final Map<Leading, Roaring64Bitmap> sequences = new HashMap<>();
  private final Hashes hashes = new Hashes();
  private long rows;

  /** Adds a row that is known by its id. */
  void addId(Leading key, UTF8String id) {
    long number = number(id);
    if (number >= 0) {
      set(ids, key).addLong(number);
    } else {
      hashes.add(hash(id, key.seed()));
    }
    rows++;
  }

  /** Adds a row that is known by its sequence. */
  void addSequence(Leading key, long sequence) {
    set(sequences, key).addLong(sequence);
    rows++;
  }

  /**
   * Adds a row that is known among those of its own bucket of time.
   *
   * @param id null: it is known by its sequence
   */
  void addWithin(Leading key, UTF8String id, long sequence, long bucket) {
    long seed = key.seed() * 31 + bucket;
    hashes.add(id == null ? XXH64.hashLong(sequence, seed) : hash(id, ~seed));
    rows++;
  }

  /** To be called once, after the last row. */
  void seal() {
    hashes.seal();
    ids.values().forEach(Roaring64Bitmap::runOptimize);
    sequences.values().forEach(Roaring64Bitmap::runOptimize);
  }

  /** How many take room each: hashes, and numbers that lie far apart. */
  long single() {
    long single = hashes.size();
    for (Map<Leading, Roaring64Bitmap> sets : List.of(ids, sequences)) {
      for (Roaring64Bitmap set : sets.values()) {
        long numbers = set.getLongCardinality();
        single += set.getLongSizeInBytes() > SPARSE * numbers + SMALL ? numbers : 0;
      }
    }
    return single;
  }

  /** A rough size in memory. */
  long bytes() {
    long bytes = hashes.bytes();
    for (Map<Leading, Roaring64Bitmap> sets : List.of(ids, sequences)) {
      for (Roaring64Bitmap set : sets.values()) {
        bytes += 200 + set.getLongSizeInBytes();
      }
    }
    return bytes;
  }

  /** All of several. */
  static Identities union(Collection<Identities> several) {
    Identities all = new Identities();
    several.forEach(all::addAll);
    return all;
  }

  /** Adds all of another one. */
  void addAll(Identities others) {
    others.ids.forEach((key, set) -> set(ids, key).or(set));
    others.sequences.forEach((key, set) -> set(sequences, key).or(set));
    hashes.addAll(others.hashes);
    rows += others.rows;
  }

  /** Rows beyond the first of each identity. */
  long repeated() {
    long distinct = hashes.distinct();
    for (Roaring64Bitmap set : ids.values()) {
      distinct += set.getLongCardinality();
    }
    for (Roaring64Bitmap set : sequences.values()) {
      distinct += set.getLongCardinality();
    }
    return rows - distinct;
  }

  /** Whether an identity is in both. */
  boolean meets(Identities other) {
    return meets(ids, other.ids) || meets(sequences, other.sequences) || hashes.meets(other.hashes);
  }

  private static boolean meets(
      Map<Leading, Roaring64Bitmap> some, Map<Leading, Roaring64Bitmap> others) {
    return some.entrySet().stream()
        .anyMatch(
            each -> {
              Roaring64Bitmap other = others.get(each.getKey());
              return other != null && meets(each.getValue(), other);
            });
  }

  private static boolean meets(Roaring64Bitmap some, Roaring64Bitmap others) {
    // The sets' own order: negative numbers come last.
    if (Long.compareUnsigned(some.last(), others.first()) < 0
        || Long.compareUnsigned(others.last(), some.first()) < 0) {
      return false;
    }
    Roaring64Bitmap both = new Roaring64Bitmap();
    both.or(some);
    both.and(others);
    return !both.isEmpty();
  }

  private static Roaring64Bitmap set(Map<Leading, Roaring64Bitmap> sets, Leading key) {
    Roaring64Bitmap set = sets.get(key);
    if (set == null) {
      set = new Roaring64Bitmap();
      sets.put(key.copy(), set);
    }
    return set;
  }

  private static long hash(UTF8String text, long seed) {
    return XXH64.hashUnsafeBytes(text.getBaseObject(), text.getBaseOffset(), text.numBytes(), seed);
  }

  /** The number that a text spells in the one usual way; -1: it is none. */
  static long number(UTF8String text) {
    int length = text.numBytes();
    if (length == 0 || length > LONGEST_NUMBER) {
      return -1;
    }
    Object bytes = text.getBaseObject();
    long at = text.getBaseOffset();
    if (length > 1 && Platform.getByte(bytes, at) == '0') {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = Platform.getByte(bytes, at + i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
