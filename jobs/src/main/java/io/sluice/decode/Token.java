package io.sluice.decode;

/** What stands on the wire for a field. */
enum Token {
  ABSENT,
  NULL,
  TRUE,
  FALSE,
  STRING,
  /** A number without fraction and exponent. */
  INTEGER,
  /** A number with a fraction, an exponent or both. */
  NUMBER,
  /** An object or an array. */
  CONTAINER
}
