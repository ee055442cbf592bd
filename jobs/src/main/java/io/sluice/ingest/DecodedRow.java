package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import io.sluice.decode.RecordDecoder;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Turns what the decoder holds into a row of the dataset's table. One row, filled again. */
final class DecodedRow {
  private final RecordDecoder decoder;
  private final List<Field> fields;
  private final Object[] values;
  private final GenericInternalRow row;

  DecodedRow(Contract contract, RecordDecoder decoder) {
    this.decoder = decoder;
    this.fields = contract.fields();
    this.values = new Object[fields.size() + 1 + RecordOrigin.COLUMNS];
    this.row = new GenericInternalRow(values);
  }

  InternalRow fill(RecordOrigin origin) {
    int at = 0;
    for (Field field : fields) {
      values[at] = decoder.isNull(at) ? null : value(field, at);
      at++;
    }
    byte[] extra = decoder.extra();
    values[at++] = extra == null ? null : UTF8String.fromBytes(extra);
    origin.fill(values, at);
    return row;
  }

  private Object value(Field field, int at) {
    return switch (field.type().kind()) {
      case STRING ->
          UTF8String.fromBytes(
              decoder.stringBuffer(at), decoder.stringOffset(at), decoder.stringLength(at));
      case LONG, TIMESTAMP -> decoder.longValue(at);
      case DECIMAL ->
          Decimal.apply(decoder.decimalValue(at), field.type().precision(), field.type().scale());
      case DOUBLE -> decoder.doubleValue(at);
      case BOOLEAN -> decoder.longValue(at) != 0;
    };
  }
}
