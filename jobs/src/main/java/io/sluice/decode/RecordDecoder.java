package io.sluice.decode;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns the bytes of a record, one JSON object in UTF-8, into the values of a contract's fields, or
 * into the reason why not. It never throws, whatever the bytes.
 *
 * <p>A record is accepted as a whole or not at all, and the reason does not depend on the order of
 * its fields: first the record (size, UTF-8, JSON, names), then its fields in the contract's order,
 * an invalid optional one included. Values are kept exactly or refused, never rounded, except that
 * times are floored to microseconds and a DOUBLE is the nearest one.
 *
 * <p>One for each task: it is used again for every record and is not thread-safe. What it hands out
 * is valid until the next record.
 */
public final class RecordDecoder {
  /** A broker's time, ms since the epoch, that no event time is compared with. */
  public static final long ANY_TIME = Long.MAX_VALUE / 4_000_000L;

  /** Objects and arrays may be nested this deep, the record itself included. */
  public static final int MAX_DEPTH = 64;

  private final int maxRecordBytes;
  private final Column[] columns;
  private final RecordScanner scanner;
  private Reject reject;

  private RecordDecoder(Contract contract) {
    maxRecordBytes = contract.maxRecordBytes();
    columns = contract.fields().stream().map(RecordDecoder::column).toArray(Column[]::new);
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] instanceof LongColumn column) {
        List<String> from = contract.fields().get(i).defaultFrom();
        Stream<String> fields = from.stream().filter(f -> !f.equals(Field.OFFSET));
        column.defaultsFrom(
            fields.map(f -> columns[contract.indexOf(f)]).toList(), from.contains(Field.OFFSET));
      }
    }
    scanner = new RecordScanner(columns);
    TimestampColumn eventTime = (TimestampColumn) columns[contract.indexOf(contract.eventTime())];
    eventTime.bound(contract.earliest(), contract.maxFuture(), contract.maxLateness());
  }

  public static RecordDecoder of(Contract contract) {
    return new RecordDecoder(contract);
  }

  /**
   * Decodes one record.
   *
   * @param record the record's value; null for a tombstone. It must not change while its fields are
   *     read
   * @param offset the record's Kafka offset
   * @param brokerTimeMillis the record's Kafka timestamp, milliseconds since the epoch
   * @return true if it is accepted and its fields can be read; false if {@link #reject} says why
   *     not
   */
  public boolean decode(byte[] record, long offset, long brokerTimeMillis) {
    if (record == null) {
      return refuse(RejectReason.NULL_VALUE, "the record has no value");
    }
    if (record.length > maxRecordBytes) {
      String detail = "%d bytes are more than %d".formatted(record.length, maxRecordBytes);
      return refuse(RejectReason.TOO_LARGE, detail);
    }
    int beyondAscii = Utf8.ascii(record);
    if (beyondAscii < record.length) {
      int invalid = Utf8.invalid(record, beyondAscii);
      if (invalid >= 0) {
        return refuse(RejectReason.NOT_UTF8, "not UTF-8 from byte " + invalid);
      }
    }
    reject = scanner.scan(record);
    if (reject != null) {
      return false;
    }
    for (Column column : columns) {
      reject = column.check(offset, brokerTimeMillis);
      if (reject != null) {
        return false;
      }
    }
    return true;
  }

  /** Whether the field has no value, not even a default. */
  public boolean isNull(int field) {
    return columns[field].isNull;
  }

  /** Whether the field was in the record and not null: its value is no default. */
  public boolean supplied(int field) {
    return columns[field].supplied();
  }

  /** A LONG; a TIMESTAMP in microseconds since the epoch, UTC; a BOOLEAN as 1 or 0. */
  public long longValue(int field) {
    return columns[field].low;
  }

  /** A DOUBLE; always finite. */
  public double doubleValue(int field) {
    return columns[field].number;
  }

  /** A DECIMAL, with the scale of its column. */
  public BigDecimal decimalValue(int field) {
    return ((DecimalColumn) columns[field]).value();
  }

  /** The upper 64 bits of a DECIMAL's unscaled value at its column's scale (two's complement). */
  public long unscaledHigh(int field) {
    return columns[field].high;
  }

  /** The lower 64 bits of a DECIMAL's unscaled value; all of it for 18 digits or fewer. */
  public long unscaledLow(int field) {
    return columns[field].low;
  }

  /** Where a STRING's UTF-8 bytes are: the record itself wherever that is possible. */
  public byte[] stringBuffer(int field) {
    return columns[field].buffer;
  }

  public int stringOffset(int field) {
    return columns[field].start;
  }

  /** In bytes. */
  public int stringLength(int field) {
    return columns[field].end - columns[field].start;
  }

  /** The fields that the contract does not name, as a JSON object in UTF-8; null without any. */
  public byte[] extra() {
    return scanner.unknown();
  }

  /** Why the last record was refused; null if it was not. */
  public Reject reject() {
    return reject;
  }

  private boolean refuse(RejectReason reason, String detail) {
    scanner.clear();
    reject = new Reject(reason, null, detail);
    return false;
  }

  private static Column column(Field field) {
    return switch (field.type().kind()) {
      case STRING -> new TextColumn(field);
      case LONG -> new LongColumn(field);
      case DECIMAL -> new DecimalColumn(field);
      case DOUBLE -> new DoubleColumn(field);
      case BOOLEAN -> new BooleanColumn(field);
      case TIMESTAMP -> new TimestampColumn(field);
    };
  }
}
