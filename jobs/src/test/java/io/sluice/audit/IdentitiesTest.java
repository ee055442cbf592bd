package io.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.unsafe.types.UTF8String;

class IdentitiesTest {
  /** A row's identity: an id, or without one a sequence. */
  record Identity(String symbol, String id, long sequence) {}

  @Property(tries = 300)
  void rowsBeyondTheFirstOfEachIdentityAreCounted(
      @ForAll("identities") List<Identity> some, @ForAll("identities") List<Identity> more) {
    Set<Identity> different = new HashSet<>(some);
    different.addAll(more);

    assertThat(Identities.union(List.of(of(some), of(more))).repeated())
        .isEqualTo(some.size() + more.size() - different.size());
  }

  @Property(tries = 300)
  void twoMeetWhereOneIdentityIsInBoth(
      @ForAll("identities") List<Identity> some, @ForAll("identities") List<Identity> others) {
    Set<Identity> both = new HashSet<>(some);
    both.retainAll(new HashSet<>(others));

    assertThat(of(some).meets(of(others))).isEqualTo(!both.isEmpty());
  }

  @Example
  void onlyTheUsualSpellingOfANumberIsANumber() {
    List<String> texts =
        List.of("0", "7", "123456789012345678", "007", "-1", "+1", "1e3", "", " 1");

    assertThat(texts.stream().map(text -> Identities.number(UTF8String.fromString(text))))
        .containsExactly(0L, 7L, 123456789012345678L, -1L, -1L, -1L, -1L, -1L, -1L);
    assertThat(Identities.number(UTF8String.fromString("1234567890123456789"))).isEqualTo(-1);
  }

  @Example
  void anIdOfAnotherBucketIsAnotherIdentity() {
    Identities first = new Identities();
    first.addWithin(Leading.of("x"), UTF8String.fromString("a"), 0, 1);
    first.seal();
    Identities second = new Identities();
    second.addWithin(Leading.of("x"), UTF8String.fromString("a"), 0, 2);
    second.seal();

    assertThat(first.meets(second)).isFalse();
    assertThat(first.meets(first)).isTrue();
  }

  @Provide
  Arbitrary<List<Identity>> identities() {
    Arbitrary<String> ids =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 20).map(String::valueOf),
            Arbitraries.of("a", "b", "007", "07", "-1", "a-long-id-of-an-exchange"),
            Arbitraries.just(null));
    return Combinators.combine(
            Arbitraries.of("BTC", "ETH"), ids, Arbitraries.longs().between(-9, 20))
        .as((symbol, id, sequence) -> new Identity(symbol, id, id == null ? sequence : 0))
        .list()
        .ofMaxSize(30);
  }

  private static Identities of(List<Identity> rows) {
    Identities identities = new Identities();
    for (Identity row : rows) {
      Leading key = Leading.of(row.symbol());
      if (row.id() == null) {
        identities.addSequence(key, row.sequence());
      } else {
        identities.addId(key, UTF8String.fromString(row.id()));
      }
    }
    identities.seal();
    return identities;
  }

  @Example
  void textsAndNumbersFarApartTakeRoomEach() {
    Identities rows = of(List.of(new Identity("BTC", "1", 0), new Identity("BTC", "x", 0)));
    assertThat(rows.single()).isEqualTo(1);

    Identities far = new Identities();
    Identities near = new Identities();
    for (long i = 0; i < 10_000; i++) {
      far.addId(Leading.of("BTC"), UTF8String.fromString(Long.toString(i << 24)));
      near.addId(Leading.of("BTC"), UTF8String.fromString(Long.toString(i)));
    }
    far.seal();
    near.seal();
    assertThat(far.single()).isEqualTo(10_000);
    assertThat(near.single()).isZero();
  }

  @Example
  void aNegativeSequenceHidesNoOther() {
    Identities some = of(List.of(new Identity("BTC", null, -5), new Identity("BTC", null, 100)));
    Identities others = of(List.of(new Identity("BTC", null, 50), new Identity("BTC", null, 100)));

    assertThat(some.meets(others)).isTrue();
    assertThat(others.meets(some)).isTrue();
    assertThat(
            of(List.of(new Identity("BTC", null, -5), new Identity("BTC", null, 50)))
                .meets(of(List.of(new Identity("BTC", null, 50)))))
        .isTrue();
  }
}
