package io.sluice.identity;

/** Whole numbers written the one way that {@link Long#toString(long)} writes them. */
final class CanonicalLong {
  private static final int SAFE_DIGITS = 18;

  private CanonicalLong() {}

  /** Whether the text is such a number of at most 18 digits; longer ones are compared as text. */
  static boolean matches(byte[] text, int offset, int length) {
    int first = length > 0 && text[offset] == '-' ? 1 : 0;
    int digits = length - first;
    if (digits < 1 || digits > SAFE_DIGITS) {
      return false;
    }
    if (text[offset + first] == '0' && length > 1) {
      return false;
    }
    for (int i = first; i < length; i++) {
      if (text[offset + i] < '0' || text[offset + i] > '9') {
        return false;
      }
    }
    return true;
  }

  static long parse(byte[] text, int offset, int length) {
    boolean negative = text[offset] == '-';
    long value = 0;
    for (int i = negative ? 1 : 0; i < length; i++) {
      value = 10 * value + (text[offset + i] - '0');
    }
    return negative ? -value : value;
  }
}
