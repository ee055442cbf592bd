package io.sluice.identity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3's 128 bits (x64). Filled again and again, since the libraries make an array for each
 * hash and read the bytes one by one.
 */
final class Hash128 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;
  private static final int BLOCK = 2 * Long.BYTES;

  private long high;
  private long low;

  /** Hashes the first bytes of an array. */
  Hash128 of(byte[] bytes, int length, int seed) {
    long h1 = seed & 0xffffffffL;
    long h2 = h1;
    int at = 0;
    for (; at + BLOCK <= length; at += BLOCK) {
      h1 ^= first((long) LONGS.get(bytes, at));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729L;
      h2 ^= second((long) LONGS.get(bytes, at + Long.BYTES));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5L;
    }
    h1 ^= first(rest(bytes, at, Math.min(length, at + Long.BYTES)));
    h2 ^= second(rest(bytes, at + Long.BYTES, length));
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = Spelled.mix(h1);
    h2 = Spelled.mix(h2);
    high = h1 + h2;
    low = h2 + high;
    return this;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  private static long first(long bits) {
    return Long.rotateLeft(bits * C1, 31) * C2;
  }

  private static long second(long bits) {
    return Long.rotateLeft(bits * C2, 33) * C1;
  }

  private static long rest(byte[] bytes, int from, int to) {
    long bits = 0;
    for (int at = to - 1; at >= from; at--) {
      bits = (bits << Byte.SIZE) | (bytes[at] & 0xff);
    }
    return bits;
  }
}
