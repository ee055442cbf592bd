package io.sluice.decode;

/** What stands on the wire for a field. Numbers, because storing references costs more. */
final class Token {
  static final int ABSENT = 0;
  static final int NULL = 1;
  static final int TRUE = 2;
  static final int FALSE = 3;
  static final int STRING = 4;

  /** A number without fraction and exponent. */
  static final int INTEGER = 5;

  /** A number with a fraction, an exponent or both. */
  static final int NUMBER = 6;

  /** An object or an array. */
  static final int CONTAINER = 7;

  private Token() {}
}
