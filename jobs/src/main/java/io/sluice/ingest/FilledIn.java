package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import io.sluice.contract.FieldType;
import java.util.List;

/**
 * Tells the values that the contract fills in ({@code defaultFrom}) from a record's own. A stored
 * row does not say which it is: a value equal to what would have been filled in counts as such.
 */
final class FilledIn {
  private static final int OFFSET = -1;

  private final FieldType.Kind[] kinds;
  private final int[][] sources;

  FilledIn(Contract contract) {
    List<Field> fields = contract.fields();
    kinds = fields.stream().map(field -> field.type().kind()).toArray(FieldType.Kind[]::new);
    sources =
        fields.stream()
            .map(
                field ->
                    field.defaultFrom().stream()
                        .mapToInt(
                            from -> from.equals(Field.OFFSET) ? OFFSET : contract.indexOf(from))
                        .toArray())
            .toArray(int[][]::new);
  }

  /** Whether a LONG field can be filled in at all. */
  boolean canBe(int field) {
    return sources[field].length > 0;
  }

  /** Whether a field's value, not null, is one that would have been filled in. */
  boolean is(RecordValues values, int field) {
    long value = values.longValue(field);
    for (int source : sources[field]) {
      if (source == OFFSET ? value == values.offset() : equals(values, source, value)) {
        return true;
      }
    }
    return false;
  }

  private boolean equals(RecordValues values, int source, long value) {
    if (values.isNull(source)) {
      return false;
    }
    // The contract's reader allows no other kinds here.
    return kinds[source] == FieldType.Kind.STRING
        ? isText(values, source, value)
        : values.longValue(source) == value;
  }

  /** Whether a text is this number as {@link Long#toString(long)} writes it; allocates nothing. */
  private static boolean isText(RecordValues values, int source, long value) {
    byte[] text = values.textBuffer(source);
    int start = values.textOffset(source);
    long rest = value;
    int at = start + values.textLength(source);
    do {
      at--;
      if (at < start || text[at] - '0' != Math.abs(rest % 10)) {
        return false;
      }
      rest /= 10;
    } while (rest != 0);
    return value < 0 ? at == start + 1 && text[start] == '-' : at == start;
  }
}
