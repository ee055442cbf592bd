package io.sluice.contract;

/** Whether offsets of the topic may hold no record that can be read. */
public enum OffsetsPolicy {
  /** Each offset holds a record: one that is missing was lost. */
  CONTIGUOUS("contiguous"),
  /** The topic is compacted: older records of a key are removed. */
  COMPACTED("compacted"),
  /** Producers use transactions: markers and aborted records take offsets. */
  TRANSACTIONAL("transactional");

  private final String label;

  OffsetsPolicy(String label) {
    this.label = label;
  }

  /** The name in a contract. */
  public String label() {
    return label;
  }

  @Override
  public String toString() {
    return label;
  }
}
