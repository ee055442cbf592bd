package io.sluice.identity;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Values as bytes, the one way in which identities, groups and payloads are compared: those of a
 * record on its way in and those of a row in the table. One instance is filled again and again.
 */
public final class Spelled implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int SEED = 0x51_75_1C_E5;

  private byte[] bytes = new byte[128];
  private int length;
  private transient Hash128 hash;

  /** Empties it. */
  public Spelled clear() {
    length = 0;
    return this;
  }

  /** Adds a text: its length first, so that no two lists of values share their bytes. */
  public Spelled text(byte[] text, int offset, int size) {
    number(size);
    reserve(size);
    System.arraycopy(text, offset, bytes, length, size);
    length += size;
    return this;
  }

  /** Adds a whole number, a time in microseconds, or a truth as 1 or 0. */
  public Spelled number(long number) {
    reserve(Long.BYTES);
    LONGS.set(bytes, length, number);
    length += Long.BYTES;
    return this;
  }

  /** Adds a decimal: its unscaled value at its column's scale, 128 bits, two's complement. */
  public Spelled decimal(long high, long low) {
    return number(high).number(low);
  }

  /** Adds a double; the two zeros are one. */
  public Spelled real(double number) {
    return number(Double.doubleToLongBits(number + 0.0));
  }

  /** Adds one byte that tells apart what follows. */
  public Spelled mark(int mark) {
    reserve(1);
    bytes[length++] = (byte) mark;
    return this;
  }

  /** The upper half of {@link #hash128}, never 0. */
  public long hash64() {
    long high = hash128().high();
    return high == 0 ? 1 : high;
  }

  /** MurmurHash3's 128 bits; valid until the next call. */
  Hash128 hash128() {
    if (hash == null) {
      hash = new Hash128();
    }
    return hash.of(bytes, length, SEED);
  }

  /** A copy that stays as it is. */
  Spelled frozen() {
    Spelled copy = new Spelled();
    copy.bytes = Arrays.copyOf(bytes, length);
    copy.length = length;
    return copy;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Spelled that
        && length == that.length
        && Arrays.equals(bytes, 0, length, that.bytes, 0, length);
  }

  @Override
  public int hashCode() {
    long hash = length;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    for (; at < length; at++) {
      hash = 31 * hash + bytes[at];
    }
    return Long.hashCode(mix(hash));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("%02x".formatted(bytes[i]));
    }
    return text.toString();
  }

  /** Spreads 64 bits over all of them; never loses one (the finalizer of MurmurHash3). */
  static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
