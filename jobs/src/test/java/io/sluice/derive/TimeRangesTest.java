package io.sluice.derive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.derive.TimeRanges.Range;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimeRangesTest {
  private static final long DAY = TimeRanges.DAY_MICROS;

  @Test
  void oneOldTradeAmongTodaysNamesTwoDays() {
    assertThat(TimeRanges.daysOf(List.of(5L, 9_000 * DAY + 7, 9_001 * DAY)).ranges())
        .containsExactly(new Range(0, DAY), new Range(9_000 * DAY, 9_002 * DAY));
  }

  @Property
  void everyTimeIsInARangeAndTheRangesAreFewAndApart(
      @ForAll @Size(max = 300) List<@LongRange(min = -4_000_000, max = 4_000_000) Long> hours) {
    List<Long> times = hours.stream().map(hour -> hour * (DAY / 24)).toList();
    List<Range> ranges = TimeRanges.daysOf(times).ranges();
    assertThat(ranges).hasSizeLessThanOrEqualTo(TimeRanges.MOST);
    for (int i = 1; i < ranges.size(); i++) {
      assertThat(ranges.get(i - 1).toMicros()).isLessThan(ranges.get(i).fromMicros());
    }
    assertThat(times)
        .allMatch(
            time ->
                ranges.stream()
                    .anyMatch(range -> range.fromMicros() <= time && time < range.toMicros()));
  }
}
