package io.sluice.identity;

import java.io.Serializable;

/** The whole numbers seen in one group. */
record SeenIds(LongRanges numbers, LongRanges sequences) implements Serializable {
  private static final long serialVersionUID = 1L;

  static final SeenIds NONE = new SeenIds(LongRanges.EMPTY, LongRanges.EMPTY);

  LongRanges of(IdKind kind) {
    return kind == IdKind.NUMBER ? numbers : sequences;
  }

  boolean intersects(SeenIds other) {
    return numbers.intersects(other.numbers) || sequences.intersects(other.sequences);
  }

  SeenIds plus(SeenIds other) {
    return new SeenIds(numbers.plus(other.numbers), sequences.plus(other.sequences));
  }
}
