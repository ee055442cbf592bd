package io.sluice.decode;

import io.sluice.contract.FieldType;
import java.math.BigInteger;

/**
 * Reads a decimal text into an unscaled integer of 128 bits, exactly or not at all. Every column
 * fits: 10^38 is below 2^127.
 */
final class DecimalReader {
  private static final int DIGITS_OF_A_LONG = 18;
  private static final long[] POWERS = powers();

  /** Exponents beyond this are alike: no text in memory has digits enough to make up for one. */
  private static final long FAR = 10_000_000_000L;

  private final int precision;
  private final int scale;
  private final long beyondHigh; // 10^precision, the first value that does not fit
  private final long beyondLow;
  private final JsonNumber number = new JsonNumber();
  private long high;
  private long low;

  DecimalReader(FieldType type) {
    precision = type.precision();
    scale = type.scale();
    BigInteger beyond = BigInteger.TEN.pow(precision);
    beyondHigh = beyond.shiftRight(64).longValue();
    beyondLow = beyond.longValue();
  }

  /** The upper half of the unscaled value. */
  long high() {
    return high;
  }

  /** The lower half of the unscaled value. */
  long low() {
    return low;
  }

  /**
   * Reads a number as JSON writes it: an optional minus, no plus, no leading zeros.
   *
   * @return null if it was read; WRONG_TYPE if it is no number, DOES_NOT_FIT if it has too many
   *     digits before the point or digits other than 0 beyond the scale
   */
  RejectReason read(byte[] bytes, int start, int end) {
    int i = start;
    boolean negative = i < end && bytes[i] == '-';
    if (negative) {
      i++;
    }
    int first = i;
    long digits = 0; // may overflow; then there are too many of them, and it is not used
    while (i < end && isDigit(bytes[i])) {
      digits = digits * 10 + bytes[i] - '0';
      i++;
    }
    int whole = i - first;
    int fraction = 0;
    if (i < end && bytes[i] == '.') {
      int point = ++i;
      while (i < end && isDigit(bytes[i])) {
        digits = digits * 10 + bytes[i] - '0';
        i++;
      }
      fraction = i - point;
      if (fraction == 0) {
        return RejectReason.WRONG_TYPE;
      }
    }
    boolean plain =
        i == end
            && whole > 0
            && whole + fraction <= DIGITS_OF_A_LONG
            && (whole == 1 || bytes[first] != '0');
    int shift = scale - fraction;
    if (!plain || shift < 0 || shift > DIGITS_OF_A_LONG) {
      return readAnything(bytes, start, end);
    }
    high = Math.multiplyHigh(digits, POWERS[shift]);
    low = digits * POWERS[shift];
    if (high > beyondHigh || (high == beyondHigh && Long.compareUnsigned(low, beyondLow) >= 0)) {
      return RejectReason.DOES_NOT_FIT;
    }
    if (negative) {
      negate();
    }
    return null;
  }

  /** Any number: digits are counted before anything is calculated, however large the exponent. */
  private RejectReason readAnything(byte[] bytes, int start, int end) {
    if (!number.isAll(bytes, start, end)) {
      return RejectReason.WRONG_TYPE;
    }
    high = 0;
    low = 0;
    int first = nextNonZero(bytes, number.digits, 1, number.mantissaEnd);
    if (first == number.mantissaEnd) {
      return null; // nothing but zeros
    }
    int last = nextNonZero(bytes, number.mantissaEnd - 1, -1, number.digits - 1);
    // The value is the digits from first to last, times ten to the power.
    int point = number.integerEnd;
    long power = exponent(bytes, end) + (last < point ? point - 1 - last : point - last);
    int count = last - first + (first < point && last > point ? 0 : 1);
    if (power < -scale || count + power > precision - scale) {
      return RejectReason.DOES_NOT_FIT;
    }
    for (int i = first; i <= last; i++) {
      if (bytes[i] != '.') {
        timesTenPlus(bytes[i] - '0');
      }
    }
    for (long n = power + scale; n > 0; n--) {
      timesTenPlus(0);
    }
    if (bytes[start] == '-') {
      negate();
    }
    return null;
  }

  private long exponent(byte[] bytes, int end) {
    int i = number.mantissaEnd;
    if (i == end) {
      return 0;
    }
    i++; // the e
    boolean negative = bytes[i] == '-';
    if (negative || bytes[i] == '+') {
      i++;
    }
    long exponent = 0;
    for (; i < end && exponent < FAR; i++) {
      exponent = exponent * 10 + bytes[i] - '0';
    }
    return negative ? -exponent : exponent;
  }

  private void timesTenPlus(int digit) {
    long eightfold = low << 3;
    long tenfold = eightfold + (low << 1);
    high = ((high << 3) | (low >>> 61)) + ((high << 1) | (low >>> 63));
    high += Long.compareUnsigned(tenfold, eightfold) < 0 ? 1 : 0;
    low = tenfold + digit;
    high += Long.compareUnsigned(low, tenfold) < 0 ? 1 : 0;
  }

  private void negate() {
    low = -low;
    high = low == 0 ? -high : ~high;
  }

  private static int nextNonZero(byte[] bytes, int from, int step, int end) {
    int i = from;
    while (i != end && (bytes[i] == '0' || bytes[i] == '.')) {
      i += step;
    }
    return i;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static long[] powers() {
    long[] powers = new long[DIGITS_OF_A_LONG + 1];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = powers[i - 1] * 10;
    }
    return powers;
  }
}
