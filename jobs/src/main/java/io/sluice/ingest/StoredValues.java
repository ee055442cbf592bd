package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import io.sluice.contract.FieldType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/** The values of a row of the dataset's table, or of those of its columns that are asked for. */
final class StoredValues implements RecordValues {
  private static final String OFFSET = "_offset";

  private final List<Field> fields;
  private final FilledIn filledIn;
  private final int[] places;
  private final List<String> columns = new ArrayList<>();
  private InternalRow row;
  private int textField = -1;
  private UTF8String text;
  private int decimalField = -1;
  private long high;
  private long low;

  /**
   * @param asked which of the contract's fields are read
   */
  StoredValues(Contract contract, List<Integer> asked) {
    this.fields = contract.fields();
    this.filledIn = new FilledIn(contract);
    this.places = new int[fields.size()];
    for (int field : asked.stream().sorted().distinct().toList()) {
      places[field] = columns.size();
      columns.add(fields.get(field).name());
    }
    columns.add(OFFSET);
  }

  /** The columns that a row must have, in this order. */
  List<String> columns() {
    return columns;
  }

  StoredValues of(InternalRow next) {
    row = next;
    textField = -1;
    decimalField = -1;
    return this;
  }

  @Override
  public boolean isNull(int field) {
    return row.isNullAt(places[field]);
  }

  @Override
  public boolean isOwn(int field) {
    return !isNull(field) && !(filledIn.canBe(field) && filledIn.is(this, field));
  }

  @Override
  public long longValue(int field) {
    return switch (fields.get(field).type().kind()) {
      case BOOLEAN -> row.getBoolean(places[field]) ? 1 : 0;
      default -> row.getLong(places[field]);
    };
  }

  @Override
  public double doubleValue(int field) {
    return row.getDouble(places[field]);
  }

  @Override
  public long unscaledHigh(int field) {
    readDecimal(field);
    return high;
  }

  @Override
  public long unscaledLow(int field) {
    readDecimal(field);
    return low;
  }

  private void readDecimal(int field) {
    if (field == decimalField) {
      return;
    }
    decimalField = field;
    FieldType type = fields.get(field).type();
    if (row instanceof UnsafeRow unsafe && type.precision() > Decimal.MAX_LONG_DIGITS()) {
      // It holds the unscaled value's bytes, as BigInteger writes them.
      byte[] bytes = unsafe.getBinary(places[field]);
      low = bytes[0] >> 7;
      high = low;
      for (byte each : bytes) {
        high = (high << 8) | (low >>> 56);
        low = (low << 8) | (each & 0xFF);
      }
      return;
    }
    BigInteger unscaled =
        row.getDecimal(places[field], type.precision(), type.scale())
            .toJavaBigDecimal()
            .unscaledValue();
    low = unscaled.longValue();
    high = unscaled.shiftRight(Long.SIZE).longValue();
  }

  @Override
  public byte[] textBuffer(int field) {
    UTF8String value = text(field);
    return value.getBaseObject() instanceof byte[] bytes ? bytes : value.getBytes();
  }

  @Override
  public int textOffset(int field) {
    UTF8String value = text(field);
    return value.getBaseObject() instanceof byte[]
        ? (int) (value.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET)
        : 0;
  }

  @Override
  public int textLength(int field) {
    return text(field).numBytes();
  }

  private UTF8String text(int field) {
    if (field != textField) {
      text = row.getUTF8String(places[field]);
      textField = field;
    }
    return text;
  }

  @Override
  public long offset() {
    return row.getLong(columns.size() - 1);
  }
}
