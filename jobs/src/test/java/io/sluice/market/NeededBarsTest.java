package io.sluice.market;

import static io.sluice.market.CandleInterval.FIVE_MINUTES;
import static io.sluice.market.CandleInterval.ONE_DAY;
import static io.sluice.market.CandleInterval.ONE_MINUTE;
import static io.sluice.market.CandleInterval.ONE_MONTH;
import static io.sluice.market.CandleInterval.ONE_WEEK;
import static io.sluice.market.MarketStory.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contract.EmptyBars;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NeededBarsTest {
  @Test
  void aLateMinuteNeedsTheWindowsThatHoldItAndWhatTheyAreMadeOf() {
    NeededBars needed =
        NeededBars.of(
            ranges(Range.minute(micros("2024-02-01T10:07"))),
            EmptyBars.NONE,
            micros("2024-03-01T00:00"));

    assertThat(needed.openings(ONE_MINUTE))
        .isEqualTo(ranges(range("2024-02-01T10:05", "2024-02-01T10:10")));
    assertThat(needed.openings(FIVE_MINUTES))
        .isEqualTo(ranges(range("2024-02-01T10:00", "2024-02-01T10:15")));
    // The week began in January, and the month needs all of its days.
    assertThat(needed.openings(ONE_DAY))
        .isEqualTo(ranges(range("2024-01-29T00:00", "2024-03-01T00:00")));
    assertThat(needed.openings(ONE_WEEK))
        .isEqualTo(ranges(range("2024-01-29T00:00", "2024-02-05T00:00")));
    assertThat(needed.openings(ONE_MONTH))
        .isEqualTo(ranges(range("2024-02-01T00:00", "2024-03-01T00:00")));
  }

  @Test
  void lateMinutesFarApartDoNotNeedTheTimeBetween() {
    NeededBars needed =
        NeededBars.of(
            ranges(
                Range.minute(micros("2000-01-01T00:00")), Range.minute(micros("2024-01-01T00:00"))),
            EmptyBars.NONE,
            micros("2024-03-01T00:00"));

    assertThat(needed.openings(ONE_DAY))
        .isEqualTo(
            ranges(
                range("1999-12-27T00:00", "2000-02-01T00:00"),
                range("2024-01-01T00:00", "2024-02-01T00:00")));
  }

  @Test
  void flatBarsNeedTheMinuteBeforeAndAllThatFollows() {
    NeededBars needed =
        NeededBars.of(
            ranges(Range.minute(micros("10:05"))), EmptyBars.FLAT, micros("2024-01-02T00:00"));

    assertThat(needed.openings(ONE_MINUTE))
        .isEqualTo(ranges(range("2024-01-01T10:04", "2024-01-02T00:00")));
  }

  @Test
  void nothingInQuestionNeedsNothing() {
    for (EmptyBars emptyBars : EmptyBars.values()) {
      NeededBars needed = NeededBars.of(Ranges.NONE, emptyBars, micros("10:00"));
      for (CandleInterval interval : CandleInterval.values()) {
        assertThat(needed.openings(interval).isEmpty()).isTrue();
      }
    }
  }

  @Test
  void aRangeIsCutAtTheBordersOfMonths() {
    assertThat(range("2024-01-31T23:58", "2024-03-01T00:00").months())
        .containsExactly(
            range("2024-01-31T23:58", "2024-02-01T00:00"),
            range("2024-02-01T00:00", "2024-03-01T00:00"));
    assertThatThrownBy(() -> new Range(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a range: from 2 lies after to: 1");
  }

  @Property(tries = 500)
  void rangesHoldWhatAnyOfThemHolds(
      @ForAll @Size(max = 12) List<@IntRange(max = 30) Integer> starts,
      @ForAll @IntRange(max = 30) int from,
      @ForAll @IntRange(min = 1, max = 10) int length) {
    TreeSet<Long> times = new TreeSet<>();
    List<Range> list = starts.stream().map(start -> new Range(start, start + start % 4)).toList();
    list.forEach(
        range -> LongStream.range(range.fromMicros(), range.toMicros()).forEach(times::add));

    Ranges merged = Ranges.of(list);

    assertThat(LongStream.range(0, 40).filter(merged::holds).boxed().toList())
        .isEqualTo(List.copyOf(times));
    assertThat(merged.meets(new Range(from, from + length)))
        .isEqualTo(!times.subSet((long) from, (long) from + length).isEmpty());
    assertThat(Ranges.of(merged.list())).isEqualTo(merged);
  }

  private static Ranges ranges(Range... ranges) {
    return Ranges.of(List.of(ranges));
  }

  private static Range range(String from, String to) {
    return new Range(micros(from), micros(to));
  }
}
