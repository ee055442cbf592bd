package io.sluice.identity;

import java.io.Serializable;

/** What one task, or all tasks of a batch, saw for the first time. */
public record Added(SeenIdentities identities, PayloadLog payloads) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing. */
  public static final Added NOTHING = new Added(SeenIdentities.NONE, PayloadLog.EMPTY);

  /** Both together. */
  public Added plus(Added other) {
    return new Added(identities.plus(other.identities), payloads.plus(other.payloads));
  }

  /** Whether two tasks took the same record for new. */
  public boolean intersects(Added other) {
    return identities.intersects(other.identities);
  }
}
