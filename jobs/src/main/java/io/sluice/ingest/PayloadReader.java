package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.contract.FieldType;
import io.sluice.identity.Spelled;

/**
 * All that a record says, as 64 bits: the contract's fields, without its sequence and without what
 * the contract filled in. Where the record came from and its unknown fields have no part in it.
 * Redundant connections number the same trade each in their own way.
 */
final class PayloadReader {
  private static final int ABSENT = 0;
  private static final int PRESENT = 1;

  private final RecordValues values;
  private final FieldType.Kind[] kinds;
  private final boolean[] canBeFilledIn;
  private final int sequence;
  private final FilledIn filledIn;
  private final Spelled spelled = new Spelled();

  PayloadReader(Contract contract, RecordValues values) {
    this.values = values;
    this.filledIn = new FilledIn(contract);
    this.sequence = contract.sequence().map(contract::indexOf).orElse(-1);
    int fields = contract.fields().size();
    this.kinds = new FieldType.Kind[fields];
    this.canBeFilledIn = new boolean[fields];
    for (int i = 0; i < fields; i++) {
      kinds[i] = contract.fields().get(i).type().kind();
      canBeFilledIn[i] = filledIn.canBe(i);
    }
  }

  /** Never 0. */
  long read() {
    spelled.clear();
    for (int field = 0; field < kinds.length; field++) {
      if (field == sequence) {
        continue;
      }
      boolean absent =
          canBeFilledIn[field]
              ? !values.isOwn(field) || filledIn.is(values, field)
              : values.isNull(field);
      if (absent) {
        spelled.mark(ABSENT);
      } else {
        spelled.mark(PRESENT);
        IdentityReader.spell(spelled, values, field, kinds[field]);
      }
    }
    return spelled.hash64();
  }
}
