package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.decode.RecordDecoder;
import org.apache.spark.sql.api.java.UDF1;

/** The group of a record's identity, as a number; 0 for a record that will be quarantined. */
final class IdentityGroup implements UDF1<byte[], Integer> {
  private static final long serialVersionUID = 1L;

  private final Contract contract;
  private transient RecordDecoder decoder;
  private transient IdentityReader identity;

  IdentityGroup(Contract contract) {
    this.contract = contract;
  }

  @Override
  public Integer call(byte[] value) {
    if (decoder == null) {
      decoder = RecordDecoder.of(contract);
      identity = new IdentityReader(contract, decoder);
    }
    // Neither the offset nor the clock has a part in the group.
    return decoder.decode(value, 0, Long.MAX_VALUE / 4_000_000L) ? identity.groupHash() : 0;
  }
}
