package io.sluice.decode;

/** The parts of one JSON number, as places in its bytes. */
final class JsonNumber {
  /** The first digit. */
  int digits;

  /** Behind the digits before the point. */
  int integerEnd;

  /** Behind the last digit of the fraction; the integer's end where there is none. */
  int mantissaEnd;

  /** Behind the number. */
  int end;

  /**
   * Finds the longest JSON number that begins at a place.
   *
   * @return whether there is one; if not, {@code end} is where it goes wrong
   */
  boolean scan(byte[] bytes, int start, int limit) {
    int i = start;
    if (i < limit && bytes[i] == '-') {
      i++;
    }
    digits = i;
    i = skipDigits(bytes, i, limit);
    integerEnd = i;
    mantissaEnd = i;
    end = i;
    if (i == digits || (bytes[digits] == '0' && i > digits + 1)) {
      return false;
    }
    if (i < limit && bytes[i] == '.') {
      int fraction = i + 1;
      i = skipDigits(bytes, fraction, limit);
      mantissaEnd = i;
      end = i;
      if (i == fraction) {
        return false;
      }
    }
    if (i < limit && (bytes[i] | 0x20) == 'e') {
      i++;
      if (i < limit && (bytes[i] == '+' || bytes[i] == '-')) {
        i++;
      }
      int exponent = i;
      i = skipDigits(bytes, exponent, limit);
      end = i;
      return i > exponent;
    }
    return true;
  }

  /** Whether the bytes are one JSON number and nothing else. */
  boolean isAll(byte[] bytes, int start, int limit) {
    return scan(bytes, start, limit) && end == limit;
  }

  /** Whether the number that was found has neither fraction nor exponent. */
  boolean isInteger() {
    return end == integerEnd;
  }

  private static int skipDigits(byte[] bytes, int from, int limit) {
    int i = from;
    while (i < limit && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    return i;
  }
}
