package io.sluice.contract;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The most that may become of the records of one publish, in percent of those read (0 to 100).
 *
 * @param maxQuarantined of quarantined records; empty: any share passes
 * @param maxDuplicate of duplicates; empty: any share passes
 */
public record Shares(Optional<BigDecimal> maxQuarantined, Optional<BigDecimal> maxDuplicate)
    implements Serializable {
  /** Any share passes. */
  public static final Shares ANY = new Shares(Optional.empty(), Optional.empty());

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
