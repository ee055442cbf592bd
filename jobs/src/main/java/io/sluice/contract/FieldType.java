package io.sluice.contract;

import java.io.Serializable;

/**
 * The type of a field's column.
 *
 * @param precision decimal digits in all, 1 to 38; 0 for every kind but DECIMAL
 * @param scale decimal digits after the point; 0 for every kind but DECIMAL
 */
public record FieldType(Kind kind, int precision, int scale) implements Serializable {
  /** A DECIMAL's digits in all are at most this many. */
  public static final int MAX_PRECISION = 38;

  /** The kinds of columns. TIMESTAMP has microseconds and is UTC. */
  public enum Kind {
    STRING,
    LONG,
    DECIMAL,
    DOUBLE,
    BOOLEAN,
    TIMESTAMP
  }

  public FieldType {
    boolean fits =
        kind == Kind.DECIMAL
            ? precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision
            : precision == 0 && scale == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "Cannot make a field type: precision and scale do not fit %s: %d,%d"
              .formatted(kind, precision, scale));
    }
  }

  /** A type without precision and scale: any kind but DECIMAL. */
  public static FieldType of(Kind kind) {
    return new FieldType(kind, 0, 0);
  }

  public static FieldType decimal(int precision, int scale) {
    return new FieldType(Kind.DECIMAL, precision, scale);
  }
}
