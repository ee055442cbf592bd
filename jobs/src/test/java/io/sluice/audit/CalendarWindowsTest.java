package io.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.market.CandleInterval;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class CalendarWindowsTest {
  private static final long YEAR_1900 = -2_208_988_800_000_000L;
  private static final long YEAR_2200 = 7_258_118_400_000_000L;

  @Property
  void theAuditsCalendarAndTheBarsAgree(
      @ForAll @LongRange(min = YEAR_1900, max = YEAR_2200) long micros) {
    Row[] expected =
        Arrays.stream(CandleInterval.values())
            .filter(interval -> interval.finer().isPresent())
            .map(
                interval ->
                    RowFactory.create(
                        interval.label(),
                        interval.finer().orElseThrow().label(),
                        interval.openMicros(micros),
                        interval.closeMicros(interval.openMicros(micros))))
            .toArray(Row[]::new);

    assertThat(new CalendarWindows().call(micros)).containsExactly(expected);
  }

  @Test
  void theLastMinuteOfALeapFebruary() {
    assertThat(new CalendarWindows().call(micros("2024-02-29T23:59:59.999999Z")))
        .containsExactly(
            window("5m", "1m", "2024-02-29T23:55:00Z", "2024-03-01T00:00:00Z"),
            window("15m", "5m", "2024-02-29T23:45:00Z", "2024-03-01T00:00:00Z"),
            window("1h", "15m", "2024-02-29T23:00:00Z", "2024-03-01T00:00:00Z"),
            window("4h", "1h", "2024-02-29T20:00:00Z", "2024-03-01T00:00:00Z"),
            window("1d", "4h", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
            window("1w", "1d", "2024-02-26T00:00:00Z", "2024-03-04T00:00:00Z"),
            window("1mo", "1d", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"));
  }

  private static Row window(String interval, String finer, String open, String end) {
    return RowFactory.create(interval, finer, micros(open), micros(end));
  }

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
  }
}
