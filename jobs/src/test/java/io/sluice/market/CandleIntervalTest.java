package io.sluice.market;

import static io.sluice.market.MarketStory.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandleIntervalTest {
  private static final long CENTURIES = 200 * 366L * 86_400_000_000L;

  @ParameterizedTest
  @CsvSource({
    "1m,  2024-01-01T00:00:59.999999, 2024-01-01T00:00, 2024-01-01T00:01",
    "1m,  2024-01-01T00:01,           2024-01-01T00:01, 2024-01-01T00:02",
    "5m,  2024-01-01T00:59:59.999,    2024-01-01T00:55, 2024-01-01T01:00",
    "15m, 2024-01-01T00:44,           2024-01-01T00:30, 2024-01-01T00:45",
    "1h,  2024-12-31T23:59:59.999999, 2024-12-31T23:00, 2025-01-01T00:00",
    "4h,  2024-01-01T23:00,           2024-01-01T20:00, 2024-01-02T00:00",
    "1d,  2024-02-29T12:00,           2024-02-29T00:00, 2024-03-01T00:00",
  })
  void windowsAreAlignedToUtc(String label, String time, String open, String close) {
    assertWindow(label, time, open, close);
  }

  @ParameterizedTest
  @CsvSource({
    "1m,  1969-12-31T23:59:59.999999, 1969-12-31T23:59, 1970-01-01T00:00",
    "1m,  1969-12-31T23:59,           1969-12-31T23:59, 1970-01-01T00:00",
    "4h,  1969-12-31T19:59,           1969-12-31T16:00, 1969-12-31T20:00",
    "1d,  1969-12-31T00:00:00.000001, 1969-12-31T00:00, 1970-01-01T00:00",
    "1w,  1969-12-28T23:59:59.999999, 1969-12-22T00:00, 1969-12-29T00:00",
    "1mo, 1969-12-31T23:59:59.999999, 1969-12-01T00:00, 1970-01-01T00:00",
    "1mo, 1900-02-28T12:00,           1900-02-01T00:00, 1900-03-01T00:00",
  })
  void timesBeforeTheEpochAreRoundedDownToo(String label, String time, String open, String close) {
    assertWindow(label, time, open, close);
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00,           1969-12-29T00:00, 1970-01-05T00:00",
    "2020-12-31T12:00,           2020-12-28T00:00, 2021-01-04T00:00",
    "2021-01-03T23:59:59.999999, 2020-12-28T00:00, 2021-01-04T00:00",
    "2021-01-04T00:00,           2021-01-04T00:00, 2021-01-11T00:00",
    "2024-02-29T00:00,           2024-02-26T00:00, 2024-03-04T00:00",
  })
  void weeksOpenOnMondayAcrossMonthsAndYears(String time, String open, String close) {
    assertWindow("1w", time, open, close);
  }

  @ParameterizedTest
  @CsvSource({
    "2024-01-31T23:59:59.999999, 2024-01-01T00:00, 2024-02-01T00:00",
    "2024-02-29T23:59,           2024-02-01T00:00, 2024-03-01T00:00",
    "2023-02-28T23:59,           2023-02-01T00:00, 2023-03-01T00:00",
    "2000-02-29T00:00,           2000-02-01T00:00, 2000-03-01T00:00",
    "2024-12-31T00:00,           2024-12-01T00:00, 2025-01-01T00:00",
  })
  void monthsAreThoseOfTheCalendar(String time, String open, String close) {
    assertWindow("1mo", time, open, close);
  }

  @Test
  void eachIntervalIsRolledUpFromTheNextFinerThatDividesIt() {
    List<String> chain =
        Arrays.stream(CandleInterval.values())
            .map(i -> i.finer().map(CandleInterval::label).orElse("trades") + " to " + i.label())
            .toList();

    assertThat(chain)
        .containsExactly(
            "trades to 1m",
            "1m to 5m",
            "5m to 15m",
            "15m to 1h",
            "1h to 4h",
            "4h to 1d",
            "1d to 1w",
            "1d to 1mo");
    assertThat(CandleInterval.ONE_DAY.coarser())
        .containsExactly(CandleInterval.ONE_WEEK, CandleInterval.ONE_MONTH);
    assertThat(CandleInterval.ONE_WEEK.coarser()).isEmpty();
    assertThat(CandleInterval.ONE_MONTH.coarser()).isEmpty();
  }

  @Test
  void labelsAreReadBack() {
    for (CandleInterval interval : CandleInterval.values()) {
      assertThat(CandleInterval.of(interval.label())).isEqualTo(interval);
    }

    assertThatThrownBy(() -> CandleInterval.of("1M"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot read candle interval: must be one of 1m, 5m, 15m, 1h, 4h, 1d, 1w, 1mo: \"1M\"");
  }

  @Property
  void everyInstantLiesInOneWindowThatNestsInTheCoarserOne(
      @ForAll CandleInterval interval,
      @ForAll @LongRange(min = -CENTURIES, max = CENTURIES) long instant) {
    long open = interval.openMicros(instant);
    long close = interval.closeMicros(open);

    assertThat(instant).isGreaterThanOrEqualTo(open).isLessThan(close);
    assertThat(interval.openMicros(open)).isEqualTo(open);
    assertThat(interval.openMicros(close - 1)).isEqualTo(open);
    assertThat(interval.openMicros(close)).isEqualTo(close);
    Optional<CandleInterval> finer = interval.finer();
    if (finer.isPresent()) {
      assertThat(finer.get().openMicros(open)).isEqualTo(open);
      assertThat(finer.get().openMicros(close)).isEqualTo(close);
    }
  }

  private static void assertWindow(String label, String time, String open, String close) {
    CandleInterval interval = CandleInterval.of(label);

    assertThat(interval.openMicros(micros(time))).isEqualTo(micros(open));
    assertThat(interval.closeMicros(micros(open))).isEqualTo(micros(close));
  }
}
