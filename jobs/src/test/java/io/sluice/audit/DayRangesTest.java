package io.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.audit.DayRanges.Range;
import org.junit.jupiter.api.Test;

class DayRangesTest {
  private static final long DAY = 86_400_000_000L;

  @Test
  void daysThatTouchAreOneRange() {
    DayRanges days = new DayRanges().add(10, 20).add(DAY + 5, DAY + 5).add(7 * DAY, 8 * DAY - 1);
    assertThat(days.ranges()).containsExactly(new Range(0, 2 * DAY), new Range(7 * DAY, 8 * DAY));
    assertThat(days.add(DAY, 7 * DAY).ranges()).containsExactly(new Range(0, 8 * DAY));
  }

  @Test
  void oneOldTradeDoesNotBringAllTheDaysBetween() {
    DayRanges days = new DayRanges().add(-1, -1).add(20_000 * DAY, 20_000 * DAY);
    assertThat(days.ranges())
        .containsExactly(new Range(-DAY, 0), new Range(20_000 * DAY, 20_001 * DAY));
    assertThat(days.within("event_time").toString())
        .contains("ref(name=\"event_time\") >= 1728000000000000");
    assertThat(days.predicate("t"))
        .isEqualTo(
            "(false OR (t >= timestamp_micros(-86400000000L) AND t < timestamp_micros(0L))"
                + " OR (t >= timestamp_micros(1728000000000000L) AND t < timestamp_micros(1728086400000000L)))");
  }

  @Test
  void ofVeryManyDaysTheNearestAreReadAsOneRange() {
    DayRanges days = new DayRanges();
    for (long i = 0; i < DayRanges.MOST; i++) {
      days.add(i * 10 * DAY, i * 10 * DAY);
    }
    days.add(2 * DAY, 2 * DAY);
    assertThat(days.ranges()).hasSize(DayRanges.MOST).startsWith(new Range(0, 3 * DAY));
  }

  @Test
  void nothingIsWithinNoDay() {
    assertThat(new DayRanges().predicate("t")).isEqualTo("(false)");
    assertThat(new DayRanges().isEmpty()).isTrue();
  }
}
