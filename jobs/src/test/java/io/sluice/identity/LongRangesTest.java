package io.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LongRangesTest {
  /** Close to each other, so that ranges grow, touch and join; also at both ends of all longs. */
  @Provide
  Arbitrary<List<Long>> ids() {
    Arbitrary<Long> low = Arbitraries.longs().between(Long.MIN_VALUE, Long.MIN_VALUE + 12);
    Arbitrary<Long> high = Arbitraries.longs().between(Long.MAX_VALUE - 12, Long.MAX_VALUE);
    Arbitrary<Long> middle = Arbitraries.longs().between(-20, 20);
    return Arbitraries.oneOf(low, high, middle).list().ofMaxSize(60);
  }

  @Property
  void holdsWhatWasAddedAndNothingElse(
      @ForAll("ids") List<Long> ids, @ForAll("ids") List<Long> others) {
    LongRangesBuilder builder = new LongRangesBuilder();
    Set<Long> model = new HashSet<>();
    for (long id : ids) {
      assertThat(builder.add(id)).as("%s", id).isEqualTo(model.add(id));
    }
    LongRanges ranges = builder.build();
    for (long id : ids) {
      assertThat(ranges.contains(id)).isTrue();
    }
    for (long id : others) {
      assertThat(ranges.contains(id)).isEqualTo(model.contains(id));
    }
    assertThat(ranges.ranges()).isEqualTo(runs(model));
  }

  @Property
  void togetherTheyHoldWhatEitherHolds(
      @ForAll("ids") List<Long> some, @ForAll("ids") List<Long> others) {
    LongRanges mine = ranges(some);
    LongRanges theirs = ranges(others);
    Set<Long> both = new HashSet<>(some);
    both.addAll(others);
    assertThat(mine.plus(theirs)).isEqualTo(ranges(List.copyOf(both)));
    assertThat(theirs.plus(mine)).isEqualTo(mine.plus(theirs));
    Set<Long> shared = new HashSet<>(some);
    shared.retainAll(others);
    assertThat(mine.intersects(theirs)).isEqualTo(!shared.isEmpty());
  }

  @Test
  void theFirstAndTheLastOfAllLongsDoNotTouch() {
    LongRanges ranges = ranges(List.of(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1));
    assertThat(ranges)
        .hasToString("[-9223372036854775808, 9223372036854775806..9223372036854775807]");
    assertThat(ranges.contains(0)).isFalse();
    assertThat(ranges.plus(ranges(List.of(Long.MIN_VALUE + 1))).ranges()).isEqualTo(2);
  }

  private static LongRanges ranges(List<Long> ids) {
    LongRangesBuilder builder = new LongRangesBuilder();
    ids.forEach(builder::add);
    return builder.build();
  }

  private static long runs(Set<Long> ids) {
    return ids.stream().filter(id -> id == Long.MIN_VALUE || !ids.contains(id - 1)).count();
  }
}
