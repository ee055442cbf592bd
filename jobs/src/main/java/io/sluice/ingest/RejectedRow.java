package io.sluice.ingest;

import io.sluice.decode.Reject;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Turns a refused record into a row of the quarantine, its bytes unchanged. */
final class RejectedRow {
  private final UTF8String dataset;
  private final Object[] values = new Object[7 + RecordOrigin.COLUMNS];
  private final GenericInternalRow row = new GenericInternalRow(values);

  RejectedRow(String dataset) {
    this.dataset = UTF8String.fromString(dataset);
  }

  InternalRow fill(Reject reject, InternalRow record, byte[] value, RecordOrigin origin) {
    values[0] = dataset;
    values[1] = UTF8String.fromString(reject.reason().label());
    values[2] = UTF8String.fromString(reject.field());
    values[3] = UTF8String.fromString(reject.detail());
    values[4] = record.isNullAt(RecordOrigin.KEY) ? null : record.getBinary(RecordOrigin.KEY);
    values[5] = value;
    values[6] =
        record.isNullAt(RecordOrigin.HEADERS) ? null : record.getArray(RecordOrigin.HEADERS);
    origin.fill(values, 7);
    return row;
  }
}
