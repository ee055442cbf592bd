package io.sluice.decode;

import java.util.Locale;

/** Why a record is not accepted. The first that applies, in this order. */
public enum RejectReason {
  /** The record has no value (a tombstone). */
  NULL_VALUE,
  /** Larger than the contract allows; not looked into. */
  TOO_LARGE,
  /** Bytes that are not UTF-8, or an escape of half a surrogate pair. */
  NOT_UTF8,
  /** Not one JSON value by RFC 8259. */
  NOT_JSON,
  /** Deeper than {@value RecordDecoder#MAX_DEPTH} levels. */
  TOO_DEEP,
  /** JSON, but not an object. */
  NOT_AN_OBJECT,
  /** A name twice in the object, however it is escaped. */
  DUPLICATE_FIELD,
  /** A required field is absent or null. */
  MISSING_FIELD,
  /** A value that its field's type cannot be written as. */
  WRONG_TYPE,
  /** A value that its column cannot hold without loss. */
  DOES_NOT_FIT,
  /** A value beyond the field's limits, or a text that lacks its pattern. */
  OUT_OF_RANGE,
  /** Not one of the values that the contract lists. */
  UNKNOWN_VALUE,
  /** An event time before the contract's earliest, or too far ahead of the broker's clock. */
  TIME_OUT_OF_RANGE,
  /** An event time that is older than the contract's maxLateness when the record arrives. */
  TOO_LATE,
  /** The id of a record that was accepted before, with other values. */
  CONFLICTING_DUPLICATE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name in tables, such as {@code missing_field}. */
  public String label() {
    return label;
  }
}
