package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.contract.FieldType;
import io.sluice.decode.RecordDecoder;
import io.sluice.identity.GroupKey;
import io.sluice.identity.IdKind;
import io.sluice.identity.NewIdentities;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Takes a record's identity from the decoder: the key's leading columns are its group, the last one
 * its id; where that is absent the sequence stands in, and where both are absent a record is equal
 * to no other.
 */
final class IdentityReader {
  private final RecordDecoder decoder;
  private final FieldType.Kind[] kinds;
  private final int[] group;
  private final int id;
  private final int sequence;
  private final int eventTime;
  private final long bucketMicros;
  private final GroupKey key = new GroupKey();

  IdentityReader(Contract contract, RecordDecoder decoder) {
    this.decoder = decoder;
    this.kinds =
        contract.fields().stream().map(field -> field.type().kind()).toArray(FieldType.Kind[]::new);
    List<String> columns =
        contract.duplicates() == DuplicatesPolicy.NONE ? List.of() : contract.key();
    int last = columns.size() - 1;
    this.group = columns.stream().limit(Math.max(last, 0)).mapToInt(contract::indexOf).toArray();
    this.id = last < 0 ? -1 : contract.indexOf(columns.get(last));
    this.sequence = contract.sequence().map(contract::indexOf).orElse(-1);
    this.eventTime = contract.indexOf(contract.eventTime());
    // within-lateness: an id is looked for among those of its own stretch of event time.
    this.bucketMicros =
        contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS
            ? Math.max(1, contract.lateness().toNanos() / 1_000)
            : 0;
  }

  /** Whether the decoded record is new; a record without identity always is. */
  boolean isNew(NewIdentities seen) {
    if (id < 0) {
      return true;
    }
    if (decoder.supplied(id)) {
      return kinds[id] == FieldType.Kind.STRING
          ? isNewText(seen)
          : isNewNumber(seen, IdKind.NUMBER, id);
    }
    return sequence < 0
        || !decoder.supplied(sequence)
        || seen.add(group(), IdKind.SEQUENCE, decoder.longValue(sequence));
  }

  /** A number that is the same for all records of one group: for spreading them over tasks. */
  int groupHash() {
    return id < 0 ? 0 : group().hashCode();
  }

  private boolean isNewNumber(NewIdentities seen, IdKind kind, int field) {
    return switch (kinds[field]) {
      case LONG, TIMESTAMP, BOOLEAN -> seen.add(group(), kind, decoder.longValue(field));
      case DECIMAL -> seen.add(group(), decoder.decimalValue(field).toPlainString());
      case DOUBLE -> seen.add(group(), Double.toString(decoder.doubleValue(field)));
      case STRING -> isNewText(seen);
    };
  }

  private boolean isNewText(NewIdentities seen) {
    byte[] buffer = decoder.stringBuffer(id);
    int offset = decoder.stringOffset(id);
    int length = decoder.stringLength(id);
    if (CanonicalLong.matches(buffer, offset, length)) {
      return seen.add(group(), IdKind.NUMBER, CanonicalLong.parse(buffer, offset, length));
    }
    return seen.add(group(), new String(buffer, offset, length, StandardCharsets.UTF_8));
  }

  private GroupKey group() {
    key.clear();
    for (int field : group) {
      switch (kinds[field]) {
        case STRING ->
            key.add(
                decoder.stringBuffer(field),
                decoder.stringOffset(field),
                decoder.stringLength(field));
        case LONG, TIMESTAMP, BOOLEAN -> key.add(decoder.longValue(field));
        case DECIMAL -> addText(decoder.decimalValue(field).toPlainString());
        case DOUBLE -> key.add(Double.doubleToLongBits(decoder.doubleValue(field)));
      }
    }
    if (bucketMicros > 0) {
      key.add(Math.floorDiv(decoder.longValue(eventTime), bucketMicros));
    }
    return key;
  }

  private void addText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    key.add(bytes, 0, bytes.length);
  }
}
