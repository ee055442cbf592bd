package io.sluice.contract;

/** What a bar without trades looks like. */
public enum EmptyBars {
  /** There is none. */
  NONE("none"),
  /** Open, high, low and close are the previous close, the volume is 0. */
  FLAT("flat");

  private final String label;

  EmptyBars(String label) {
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
