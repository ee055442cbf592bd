package io.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.EventTimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aRateSpacesRecordsEvenlyAndCatchesUp() {
    Pace pace = Pace.atRate(4);
    long start = -5 * SECOND;

    assertThat(pace.nanosUntilDue(at(0), start)).isZero();
    assertThat(pace.nanosUntilDue(at(0), start)).isEqualTo(SECOND / 4);
    assertThat(pace.nanosUntilDue(at(0), start + SECOND / 4)).isEqualTo(SECOND / 4);
    assertThat(pace.nanosUntilDue(at(0), start + SECOND)).isEqualTo(-SECOND / 4);
    assertThat(pace.nanosUntilDue(at(0), start + SECOND)).isZero();
  }

  @Test
  void aRateDoesNotDriftOverManyRecords() {
    Pace pace = Pace.atRate(3);
    long wait = 0;
    for (int i = 0; i <= 3_000_000; i++) {
      wait = pace.nanosUntilDue(at(0), 0);
    }

    assertThat(wait).isBetween(1_000_000 * SECOND - 1_000, 1_000_000 * SECOND + 1_000);
  }

  @Test
  void aReplayKeepsTheDistancesOfTheEvents() {
    Pace pace = Pace.replay(10);

    assertThat(pace.nanosUntilDue(at(1_000_000), 7)).isZero();
    assertThat(pace.nanosUntilDue(at(6_000_000), 7)).isEqualTo(SECOND / 2);
    assertThat(pace.nanosUntilDue(at(6_000_000), 7 + SECOND / 2)).isZero();
    assertThat(pace.nanosUntilDue(at(500_000), 7 + SECOND / 2)).isNegative();
    assertThat(pace.nanosUntilDue(at(FeedRecord.NO_EVENT_TIME), 7)).isZero();
    assertThat(pace.nanosUntilDue(at(11_000_000), 7 + SECOND / 2)).isEqualTo(SECOND / 2);
  }

  @Test
  void eventTimesAreReadInEveryUnit() {
    long micros = 1_704_067_200_123_456L;

    assertThat(new EventTimes(EventTimeUnit.S).micros("1704067200"))
        .isEqualTo(1_704_067_200_000_000L);
    assertThat(new EventTimes(EventTimeUnit.MS).micros("1704067200123"))
        .isEqualTo(1_704_067_200_123_000L);
    assertThat(new EventTimes(EventTimeUnit.US).micros("1704067200123456")).isEqualTo(micros);
    assertThat(new EventTimes(EventTimeUnit.NS).micros("1704067200123456789")).isEqualTo(micros);
    assertThat(new EventTimes(EventTimeUnit.NS).micros("-1")).isEqualTo(-1);
    assertThat(new EventTimes(EventTimeUnit.ISO8601).micros("2024-01-01T02:00:00.123456789+02:00"))
        .isEqualTo(micros);
    assertThat(new EventTimes(EventTimeUnit.MS).micros("9223372036854775807"))
        .isEqualTo(FeedRecord.NO_EVENT_TIME);
    assertThat(new EventTimes(EventTimeUnit.ISO8601).micros("2024-01-01"))
        .isEqualTo(FeedRecord.NO_EVENT_TIME);
  }

  private static FeedRecord at(long eventTimeMicros) {
    return new FeedRecord(null, new byte[0], eventTimeMicros);
  }
}
