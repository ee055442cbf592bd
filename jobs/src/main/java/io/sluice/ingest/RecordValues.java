package io.sluice.ingest;

/**
 * The values of one record by the contract's fields, on their way in or stored. What tells records
 * apart is read through this alone, so that it cannot be spelled in two ways.
 */
interface RecordValues {
  boolean isNull(int field);

  /** Whether the value is the record's own: neither null nor filled in by the contract. */
  boolean isOwn(int field);

  /** A LONG; a TIMESTAMP in microseconds since the epoch, UTC; a BOOLEAN as 1 or 0. */
  long longValue(int field);

  double doubleValue(int field);

  /** The upper 64 bits of a DECIMAL's unscaled value at its column's scale. */
  long unscaledHigh(int field);

  long unscaledLow(int field);

  /** Where a STRING's UTF-8 bytes are. */
  byte[] textBuffer(int field);

  int textOffset(int field);

  /** In bytes. */
  int textLength(int field);

  /** The record's Kafka offset. */
  long offset();
}
