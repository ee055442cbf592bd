package io.sluice.derive;

/**
 * What one batch of candles changed.
 *
 * @param committed whether there was anything to commit, a moved watermark included
 */
public record CandleResult(boolean committed, long added, long revised, long removed) {
  static final CandleResult NOTHING = new CandleResult(false, 0, 0, 0);

  /** Both together. */
  CandleResult plus(CandleResult other) {
    return new CandleResult(
        committed || other.committed,
        added + other.added,
        revised + other.revised,
        removed + other.removed);
  }

  @Override
  public String toString() {
    return "%d bars added, %d revised, %d removed".formatted(added, revised, removed);
  }
}
