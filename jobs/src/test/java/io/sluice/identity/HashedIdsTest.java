package io.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HashedIdsTest {
  record Hash(long high, long low) {}

  /** Real hashes are spread evenly; these also crowd at the ends and share their halves. */
  @Provide
  Arbitrary<List<Hash>> hashes() {
    Arbitrary<Long> high =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.of(0L, 1L, -1L, -2L, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFL << 56));
    Arbitrary<Long> low =
        Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(1L, -1L, Long.MIN_VALUE))
            .filter(each -> each != 0);
    return Combinators.combine(high, low).as(Hash::new).list().ofMaxSize(300);
  }

  @Property(tries = 300)
  void holdsWhatWasAddedAndNothingElse(
      @ForAll("hashes") List<Hash> hashes, @ForAll("hashes") List<Hash> others) {
    HashedIdsBuilder builder = new HashedIdsBuilder();
    Set<Hash> model = new HashSet<>();
    for (Hash hash : hashes) {
      assertThat(builder.add(hash.high, hash.low)).as("%s", hash).isEqualTo(model.add(hash));
    }
    HashedIds ids = builder.build();
    assertThat(ids.size()).isEqualTo(model.size());
    for (Hash hash : hashes) {
      assertThat(ids.contains(hash.high, hash.low)).as("%s", hash).isTrue();
    }
    for (Hash hash : others) {
      assertThat(ids.contains(hash.high, hash.low)).isEqualTo(model.contains(hash));
    }
  }

  @Property(tries = 300)
  void togetherTheyHoldWhatEitherHolds(
      @ForAll("hashes") List<Hash> some, @ForAll("hashes") List<Hash> others) {
    HashedIds mine = ids(some);
    HashedIds theirs = ids(others);
    Set<Hash> both = new HashSet<>(some);
    both.addAll(others);
    assertThat(mine.plus(theirs)).isEqualTo(ids(List.copyOf(both)));
    Set<Hash> shared = new HashSet<>(some);
    shared.retainAll(others);
    assertThat(mine.intersects(theirs)).isEqualTo(!shared.isEmpty());
  }

  @Test
  void aMillionRandomOnesAreAllFound() {
    Random random = new Random(7);
    HashedIdsBuilder builder = new HashedIdsBuilder();
    for (int i = 0; i < 1_000_000; i++) {
      builder.add(random.nextLong(), random.nextLong() | 1);
    }
    HashedIds ids = builder.build();
    assertThat(ids.size()).isEqualTo(1_000_000);
    Random again = new Random(7);
    Random strangers = new Random(8);
    for (int i = 0; i < 1_000_000; i++) {
      if (!ids.contains(again.nextLong(), again.nextLong() | 1)
          || ids.contains(strangers.nextLong(), strangers.nextLong() | 1)) {
        throw new AssertionError("wrong at " + i);
      }
    }
  }

  private static HashedIds ids(List<Hash> hashes) {
    HashedIdsBuilder builder = new HashedIdsBuilder();
    hashes.forEach(hash -> builder.add(hash.high, hash.low));
    return builder.build();
  }
}
