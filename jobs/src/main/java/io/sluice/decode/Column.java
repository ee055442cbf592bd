package io.sluice.decode;

import io.sluice.contract.Field;

/**
 * One field of the record at hand: first what stands on the wire, then, once checked, its value.
 * There is one for each field of the contract, used again for every record.
 */
abstract class Column {
  private final Field field;

  /** What stands on the wire, its bytes (a string's without the quotes, and unescaped). */
  int token = Token.ABSENT;

  byte[] buffer = {};
  int start;
  int end;

  /** The value: a LONG, BOOLEAN or TIMESTAMP is in low, a DECIMAL in both, unscaled. */
  long high;

  long low;
  double number;
  boolean isNull;

  Column(Field field) {
    this.field = field;
  }

  /** Reads the value from the wire into this; null if it is fine. */
  abstract Reject read(long brokerTimeMillis);

  /** The value for a field that has none on the wire, where the contract knows one. */
  boolean takeDefault(long offset) {
    return false;
  }

  /** Whether the field was on the wire and not null. */
  final boolean supplied() {
    return token != Token.ABSENT && token != Token.NULL;
  }

  /** Null if the field is fine. */
  final Reject check(long offset, long brokerTimeMillis) {
    isNull = false;
    if (supplied()) {
      return read(brokerTimeMillis);
    }
    isNull = !takeDefault(offset);
    if (isNull && field.required()) {
      String detail = token == Token.NULL ? "is null" : "is absent";
      return new Reject(RejectReason.MISSING_FIELD, field.name(), detail);
    }
    return null;
  }

  final Field field() {
    return field;
  }

  final boolean isString() {
    return token == Token.STRING;
  }

  /** A reject of this field; the offending value is added. */
  final Reject reject(RejectReason reason, String what) {
    String text = Shown.text(buffer, start, end);
    text = isString() ? '"' + text + '"' : text;
    return new Reject(reason, field.name(), what + ": " + text);
  }

  final Reject wrongType(String expected) {
    return reject(RejectReason.WRONG_TYPE, "must be " + expected);
  }
}
