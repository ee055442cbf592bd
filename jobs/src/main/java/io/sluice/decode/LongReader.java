package io.sluice.decode;

/** Reads an integer text into a long. */
final class LongReader {
  private static final int SURE_TO_FIT = 18; // digits

  private long value;

  long value() {
    return value;
  }

  /**
   * Reads an integer as JSON writes it: an optional minus, no plus, no leading zeros.
   *
   * @return null if it was read; WRONG_TYPE if it is no integer, DOES_NOT_FIT if it is beyond a
   *     long
   */
  RejectReason read(byte[] bytes, int start, int end) {
    boolean negative = start < end && bytes[start] == '-';
    int first = negative ? start + 1 : start;
    int digits = end - first;
    if (digits < 1 || (bytes[first] == '0' && digits > 1)) {
      return RejectReason.WRONG_TYPE;
    }
    long sum = 0; // negative: there is one more number below 0 than above
    boolean fits = true;
    for (int i = first; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return RejectReason.WRONG_TYPE;
      }
      fits &= digits <= SURE_TO_FIT || sum > Long.MIN_VALUE / 10 || fitsLast(sum, digit);
      sum = sum * 10 - digit;
    }
    if (!fits || (!negative && sum == Long.MIN_VALUE)) {
      return RejectReason.DOES_NOT_FIT;
    }
    value = negative ? sum : -sum;
    return null;
  }

  private static boolean fitsLast(long sum, int digit) {
    return sum == Long.MIN_VALUE / 10 && digit <= -(Long.MIN_VALUE % 10);
  }
}
