package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.decode.RecordDecoder;
import org.apache.spark.sql.api.java.UDF2;

/** The group of a record's identity, as a number; 0 for a record that will be quarantined. */
final class IdentityGroup implements UDF2<byte[], Long, Integer> {
  private static final long serialVersionUID = 1L;

  private final Contract contract;
  private transient RecordDecoder decoder;
  private transient IdentityReader identity;

  IdentityGroup(Contract contract) {
    this.contract = contract;
  }

  @Override
  public Integer call(byte[] value, Long offset) {
    if (decoder == null) {
      decoder = RecordDecoder.of(contract);
      identity = new IdentityReader(contract, new DecodedValues(decoder));
    }
    // The offset may be a field's value, and decide whether the record fits. The clock only ever
    // refuses more.
    return decoder.decode(value, offset, RecordDecoder.ANY_TIME) ? identity.groupHash() : 0;
  }
}
