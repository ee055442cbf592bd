package io.sluice.audit;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** The leading columns of a key as text: an exchange and a symbol, say. A key of maps. */
final class Leading implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final UTF8String[] values;
  private int hash;

  /** To be filled from row after row: what a map keeps of it is a {@link #copy()}. */
  Leading(int columns) {
    this.values = new UTF8String[columns];
  }

  private Leading(UTF8String[] values) {
    this.values = values;
    this.hash = Arrays.hashCode(values);
  }

  static Leading of(String... values) {
    return new Leading(
        Arrays.stream(values).map(UTF8String::fromString).toArray(UTF8String[]::new));
  }

  /** Takes the columns from a place of the row on; false where one of them is null. */
  boolean take(InternalRow row, int from) {
    for (int i = 0; i < values.length; i++) {
      if (row.isNullAt(from + i)) {
        return false;
      }
      values[i] = row.getUTF8String(from + i);
    }
    hash = Arrays.hashCode(values);
    return true;
  }

  Leading copy() {
    return new Leading(Arrays.stream(values).map(UTF8String::copy).toArray(UTF8String[]::new));
  }

  String value(int column) {
    return values[column].toString();
  }

  /** Spreads the columns over 64 bits. */
  long seed() {
    long seed = 1;
    for (UTF8String value : values) {
      seed = (seed ^ value.hashCode()) * FACTOR;
      seed = (seed ^ value.numBytes()) * FACTOR;
    }
    return seed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Leading key && hash == key.hash && Arrays.equals(values, key.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.stream(values).map(UTF8String::toString).collect(Collectors.joining("/"));
  }
}
