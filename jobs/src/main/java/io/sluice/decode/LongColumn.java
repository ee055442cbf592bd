package io.sluice.decode;

import io.sluice.contract.Field;
import java.util.List;

/** A LONG: an integer, or a string of one. */
final class LongColumn extends Column {
  private final LongReader reader = new LongReader();
  private final Bounds bounds;
  private final long[] validValues;
  private List<Column> defaults = List.of();
  private boolean defaultsToOffset;

  LongColumn(Field field) {
    super(field);
    bounds = new Bounds(field.limits(), 0);
    validValues = field.validValues().stream().mapToLong(Long::parseLong).toArray();
  }

  /** Where the value comes from when the wire has none; the offset comes last. */
  void defaultsFrom(List<Column> columns, boolean offset) {
    defaults = columns;
    defaultsToOffset = offset;
  }

  @Override
  Reject read(long brokerTimeMillis) {
    RejectReason problem =
        token == Token.INTEGER || isString()
            ? reader.read(buffer, start, end)
            : RejectReason.WRONG_TYPE;
    if (problem == RejectReason.WRONG_TYPE) {
      return wrongType("an integer");
    }
    if (problem != null) {
      return reject(problem, "must fit 64 bits");
    }
    low = reader.value();
    if (!bounds.contain(low >> 63, low)) {
      return reject(RejectReason.OUT_OF_RANGE, Bounds.inWords(field().limits()));
    }
    return isValid() ? null : reject(RejectReason.UNKNOWN_VALUE, "is not a known value");
  }

  /** A default counts only where the field's own value could be it. */
  @Override
  boolean takeDefault(long offset) {
    for (Column column : defaults) {
      if (isCanonical(column) && reader.read(column.buffer, column.start, column.end) == null) {
        low = reader.value();
        if (bounds.contain(low >> 63, low) && isValid()) {
          return true;
        }
      }
    }
    low = offset;
    return defaultsToOffset && bounds.contain(low >> 63, low) && isValid();
  }

  private static boolean isCanonical(Column column) {
    boolean minusZero =
        column.end - column.start == 2
            && column.buffer[column.start] == '-'
            && column.buffer[column.start + 1] == '0';
    return (column.isString() || column.token == Token.INTEGER) && !minusZero;
  }

  private boolean isValid() {
    for (long valid : validValues) {
      if (valid == low) {
        return true;
      }
    }
    return validValues.length == 0;
  }
}
