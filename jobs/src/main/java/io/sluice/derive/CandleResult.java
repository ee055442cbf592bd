package io.sluice.derive;

import io.sluice.market.Range;
import io.sluice.state.Micros;

/**
 * What candles changed.
 *
 * @param committed whether there was anything to commit, a moved watermark included
 * @param removed bars whose trades are gone, and copies of bars
 * @param throughMicros up to where bars were closed or reconciled, µs since the epoch UTC; {@link
 *     Long#MIN_VALUE} where none were
 */
public record CandleResult(
    boolean committed, long added, long revised, long removed, long throughMicros) {
  static final CandleResult NOTHING = new CandleResult(false, 0, 0, 0, Range.BEGINNING);

  /** Both, one after the other. */
  CandleResult then(CandleResult later) {
    return new CandleResult(
        committed || later.committed,
        added + later.added,
        revised + later.revised,
        removed + later.removed,
        Math.max(throughMicros, later.throughMicros));
  }

  /** The same changes, of a batch that ended there. */
  CandleResult through(long micros) {
    return new CandleResult(committed, added, revised, removed, micros);
  }

  /** The changes, and up to where they go. */
  public String progress() {
    return "%s through %s".formatted(this, Micros.instant(throughMicros));
  }

  /** Whether a bar has changed. */
  public boolean changed() {
    return added + revised + removed > 0;
  }

  @Override
  public String toString() {
    return "%d bars added, %d revised, %d removed".formatted(added, revised, removed);
  }
}
