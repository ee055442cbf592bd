package io.sluice.derive;

import io.sluice.market.CandleInterval;
import io.sluice.state.IngestState;
import io.sluice.state.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Up to when the windows of a dataset are closed; times are µs since the epoch UTC. */
final class Watermark {
  private Watermark() {}

  /**
   * The watermark, down to the minute; {@link Long#MIN_VALUE} while there is none.
   *
   * @param caughtUp whether to close everything before the newest event time
   * @param closeUntil closes windows up to then at least; for a history known to be complete
   * @param now the driver's clock: an event time ahead of it closes nothing that is not over
   */
  static long closedThrough(
      IngestState ingested,
      boolean caughtUp,
      Optional<Instant> closeUntil,
      Duration lateness,
      Instant now) {
    long micros = Long.MIN_VALUE;
    if (caughtUp) {
      micros = ingested.newestMicros().orElse(micros);
    } else if (ingested.completeMicros().isPresent()) {
      micros =
          Math.min(ingested.completeMicros().get(), Micros.of(now)) - lateness.toNanos() / 1_000;
    }
    if (closeUntil.isPresent()) {
      micros = Math.max(micros, Micros.of(closeUntil.get()));
    }
    micros = Math.min(micros, Micros.of(now));
    return micros == Long.MIN_VALUE ? micros : CandleInterval.ONE_MINUTE.openMicros(micros);
  }

  /**
   * How far one batch goes: a long time is closed month by month, so that no task holds all minutes
   * of a symbol.
   *
   * @param from up to when windows are closed; {@link Long#MIN_VALUE}: none is
   * @param through up to when they are to be closed
   * @param earliest the oldest event time
   */
  static long step(long from, long through, long earliest) {
    long start = from == Long.MIN_VALUE ? earliest : from;
    CandleInterval month = CandleInterval.ONE_MONTH;
    long first = month.closeMicros(month.openMicros(start));
    // A month and what is left of the one before: no batch of a few minutes at each month's end.
    return Math.min(through, month.closeMicros(month.openMicros(first)));
  }
}
