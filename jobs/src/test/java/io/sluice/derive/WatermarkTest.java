package io.sluice.derive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import io.sluice.state.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WatermarkTest {
  private static final Instant NOW = Instant.parse("2024-01-02T12:00:00Z");
  private static final Duration LATENESS = Duration.ofSeconds(10);
  private static final long YEAR = 366 * 86_400_000_000L;

  @Test
  void theNewestEventTimeLessTheLatenessDownToTheMinute() {
    assertThat(closed(partitions("2024-01-02T11:30:09Z", false))).isEqualTo("2024-01-02T11:29:00Z");
    assertThat(closed(partitions("2024-01-02T11:30:10Z", false))).isEqualTo("2024-01-02T11:30:00Z");
  }

  @Test
  void aPartitionWithABacklogHoldsItBack() {
    assertThat(closed(partitions("2024-01-02T11:30:30Z", false, "2024-01-02T11:00:30Z", true)))
        .isEqualTo("2024-01-02T11:00:00Z");
    assertThat(closed(partitions("2024-01-02T11:30:30Z", false, "2024-01-02T11:00:30Z", false)))
        .isEqualTo("2024-01-02T11:30:00Z");
  }

  @Test
  void anExchangeWhoseClockIsAheadClosesNothingThatIsNotOver() {
    assertThat(closed(partitions("2024-01-02T12:09:00Z", false))).isEqualTo("2024-01-02T11:59:00Z");
    assertThat(closed(partitions("9999-12-31T00:00:00Z", false))).isEqualTo("2024-01-02T11:59:00Z");
    assertThat(
            CandleRows.instant(
                Watermark.closedThrough(
                    partitions("9999-12-31T00:00:00Z", false),
                    true,
                    Optional.of(Instant.parse("2200-01-01T00:00:00Z")),
                    LATENESS,
                    NOW)))
        .isEqualTo(NOW);
  }

  @Test
  void withoutAnAcceptedRecordNothingCloses() {
    assertThat(
            Watermark.closedThrough(
                IngestState.none("trades"), false, Optional.empty(), LATENESS, NOW))
        .isEqualTo(Long.MIN_VALUE);
  }

  @Property
  void stepsReachTheEndWithoutEverHoldingMoreThanTwoMonths(
      @ForAll @LongRange(min = -20 * YEAR, max = 20 * YEAR) long earliest,
      @ForAll @LongRange(min = 0, max = 4 * YEAR) long length) {
    long through = earliest + length;
    long from = Long.MIN_VALUE;
    int steps = 0;
    while (from < through) {
      long next = Watermark.step(from, through, earliest);
      assertThat(next).isGreaterThan(Math.max(from, earliest - 1)).isLessThanOrEqualTo(through);
      assertThat(next - Math.max(from, earliest)).isLessThanOrEqualTo(62 * 86_400_000_000L);
      from = next;
      steps++;
    }
    assertThat(steps).isLessThanOrEqualTo((int) (length / (28 * 86_400_000_000L)) + 1);
  }

  private static String closed(IngestState state) {
    return CandleRows.instant(
            Watermark.closedThrough(state, false, Optional.empty(), LATENESS, NOW))
        .toString();
  }

  private static IngestState partitions(Object... newestAndBacklog) {
    SortedMap<Integer, PartitionState> partitions = new TreeMap<>();
    for (int i = 0; i < newestAndBacklog.length; i += 2) {
      partitions.put(
          i,
          new PartitionState(
              0,
              10,
              0,
              Micros.of(Instant.parse((String) newestAndBacklog[i])),
              (Boolean) newestAndBacklog[i + 1]));
    }
    return new IngestState("q", 0, "trades", "", partitions, IngestCounts.ZERO, 0);
  }
}
