package io.sluice.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes looked at together: in the long, the first byte is the lowest. */
final class EightBytes {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private EightBytes() {}

  static long at(byte[] bytes, int i) {
    return (long) LONGS.get(bytes, i);
  }

  static boolean areAscii(long eight) {
    return (eight & HIGH_BITS) == 0;
  }

  /**
   * How many bytes come before the first quote, backslash or control character; 8 if there is none.
   */
  static int beforeSpecial(long eight) {
    // A byte's high bit is set where it is 0, or below a space. A borrow can set it wrongly in the
    // bytes above such a one, never below: the lowest bit is right.
    long quote = eight ^ ('"' * ONES);
    long backslash = eight ^ ('\\' * ONES);
    long special =
        ((quote - ONES) & ~quote)
            | ((backslash - ONES) & ~backslash)
            | ((eight - ' ' * ONES) & ~eight);
    return Long.numberOfTrailingZeros(special & HIGH_BITS) / Byte.SIZE;
  }
}
