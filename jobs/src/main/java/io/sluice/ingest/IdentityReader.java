package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.contract.FieldType;
import io.sluice.identity.IdKind;
import io.sluice.identity.Identity;
import io.sluice.identity.Spelled;
import java.util.List;

/**
 * Reads which record it is: the key's leading columns are its group, the last one its id; where
 * that is absent the sequence stands in, and where both are absent a record is equal to no other.
 */
final class IdentityReader {
  private final RecordValues values;
  private final FieldType.Kind[] kinds;
  private final int[] group;
  private final int id;
  private final int sequence;
  private final int eventTime;
  private final long bucketMicros;
  private final Identity identity;

  IdentityReader(Contract contract, RecordValues values) {
    this.values = values;
    this.kinds =
        contract.fields().stream().map(field -> field.type().kind()).toArray(FieldType.Kind[]::new);
    List<String> columns =
        contract.duplicates() == DuplicatesPolicy.NONE ? List.of() : contract.key();
    int last = columns.size() - 1;
    this.group = columns.stream().limit(Math.max(last, 0)).mapToInt(contract::indexOf).toArray();
    this.id = last < 0 ? -1 : contract.indexOf(columns.get(last));
    this.sequence = contract.sequence().map(contract::indexOf).orElse(-1);
    this.eventTime = contract.indexOf(contract.eventTime());
    this.bucketMicros = contract.duplicatesBucketMicros();
    // An id is one among those of its bucket of event time: no long runs there.
    this.identity = new Identity(bucketMicros == 0);
  }

  /** The identity of the record at hand; valid until the next one is read. */
  Identity read() {
    readGroup();
    if (id < 0) {
      return identity;
    }
    if (values.isOwn(id)) {
      readId();
    } else if (sequence >= 0 && values.isOwn(sequence)) {
      identity.number(IdKind.SEQUENCE, values.longValue(sequence));
    }
    return identity;
  }

  /** A number that is the same for all records of one group: for spreading them over tasks. */
  int groupHash() {
    return readGroup().hashCode();
  }

  private Spelled readGroup() {
    Spelled spelled = identity.group();
    for (int field : group) {
      spell(spelled, values, field, kinds[field]);
    }
    if (bucketMicros > 0) {
      spelled.number(Math.floorDiv(values.longValue(eventTime), bucketMicros));
    }
    return spelled;
  }

  private void readId() {
    switch (kinds[id]) {
      case STRING ->
          identity.text(values.textBuffer(id), values.textOffset(id), values.textLength(id));
      case LONG, TIMESTAMP, BOOLEAN -> identity.number(IdKind.NUMBER, values.longValue(id));
      case DECIMAL -> identity.decimal(values.unscaledHigh(id), values.unscaledLow(id));
      case DOUBLE -> identity.real(values.doubleValue(id));
    }
  }

  /** Adds a field's value, which is not null. */
  static void spell(Spelled spelled, RecordValues values, int field, FieldType.Kind kind) {
    switch (kind) {
      case STRING ->
          spelled.text(
              values.textBuffer(field), values.textOffset(field), values.textLength(field));
      case LONG, TIMESTAMP, BOOLEAN -> spelled.number(values.longValue(field));
      case DECIMAL -> spelled.decimal(values.unscaledHigh(field), values.unscaledLow(field));
      case DOUBLE -> spelled.real(values.doubleValue(field));
    }
  }
}
