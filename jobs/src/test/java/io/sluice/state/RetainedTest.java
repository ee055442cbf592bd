package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetainedTest {
  @Test
  void theNewestSnapshotsStay() {
    assertThat(Retained.expendable(List.of(5L, 4L, 3L, 2L, 1L), ids(1, 5), 2, id -> true))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void theNewestStateOfAQueryStaysAfterAnyNumberOfCompactions() {
    assertThat(Retained.expendable(List.of(5L, 4L, 3L, 2L, 1L), ids(1, 5), 2, id -> id == 2))
        .containsExactly(1L);
  }

  @Test
  void whatStagingWasRolledBackFromLeaves() {
    assertThat(Retained.expendable(List.of(3L, 2L), List.of(2L, 3L, 9L), 5, id -> true))
        .containsExactly(9L);
  }

  @Property
  void whatStaysIsTheNewestPartOfTheChainWithTheNewestState(
      @ForAll @IntRange(min = 1, max = 60) int length,
      @ForAll @IntRange(min = 1, max = 70) int keep,
      @ForAll @IntRange(min = 0, max = 60) int state) {
    List<Long> newestFirst = new ArrayList<>(ids(1, length));
    java.util.Collections.reverse(newestFirst);
    List<Long> kept = new ArrayList<>(newestFirst);
    kept.removeAll(Retained.expendable(newestFirst, newestFirst, keep, id -> id == state));
    boolean present = state >= 1 && state <= length;
    int expected = Math.max(keep, present ? length - state + 1 : 0);
    assertThat(kept).isEqualTo(newestFirst.subList(0, Math.min(length, expected)));
  }

  private static List<Long> ids(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
