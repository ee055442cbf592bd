package io.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class HashesTest {
  @Property(tries = 200)
  void aGrowingMultisetKnowsHowManyDifferentOnesItHolds(
      @ForAll @Size(max = 12)
          List<@Size(max = 40) List<@LongRange(min = 0, max = 99) Long>> parts) {
    Hashes all = new Hashes();
    List<Long> added = new ArrayList<>();
    for (List<Long> part : parts) {
      all.addAll(of(part));
      added.addAll(part);
    }

    assertThat(all.size()).isEqualTo(added.size());
    assertThat(all.distinct()).isEqualTo(new HashSet<>(added).size());
  }

  @Property(tries = 200)
  void twoMeetWhereOneHashIsInBoth(
      @ForAll @Size(max = 60) List<@LongRange(min = 0, max = 400) Long> some,
      @ForAll @Size(max = 9) List<@LongRange(min = 0, max = 400) Long> others) {
    Set<Long> both = new HashSet<>(some);
    both.retainAll(new HashSet<>(others));

    assertThat(of(some).meets(of(others))).isEqualTo(!both.isEmpty());
    assertThat(of(others).meets(of(some))).isEqualTo(!both.isEmpty());
  }

  private static Hashes of(List<Long> hashes) {
    Hashes all = new Hashes();
    hashes.forEach(all::add);
    all.seal();
    return all;
  }
}
