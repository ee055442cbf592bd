package io.sluice.contract;

/** What counts as the same record sent twice. */
public enum DuplicatesPolicy {
  /** A sequence that was seen before under its key. */
  BY_SEQUENCE("by-sequence"),
  /** The same key again within the lateness. */
  WITHIN_LATENESS("within-lateness"),
  /** Nothing: every record is kept. */
  NONE("none");

  private final String label;

  DuplicatesPolicy(String label) {
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
