package io.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;

/** What is read back from a table is what a running ingest would have remembered. */
class StoredListTest {
  record Row(String group, String id, boolean sequence) {
    void fill(Identity identity) {
      byte[] groupBytes = group.getBytes(StandardCharsets.UTF_8);
      identity.group().text(groupBytes, 0, groupBytes.length);
      if (sequence) {
        identity.number(IdKind.SEQUENCE, Long.parseLong(id));
      } else {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        identity.text(bytes, 0, bytes.length);
      }
    }
  }

  /** Runs, gaps, repeats, the ends of what a sequence can be, and texts. */
  @Provide
  Arbitrary<List<Row>> rows() {
    Arbitrary<Row> numbered =
        Combinators.combine(
                Arbitraries.of("a", "b"),
                Arbitraries.oneOf(
                    Arbitraries.longs().between(-5, 40),
                    Arbitraries.of(
                        Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE)),
                Arbitraries.of(true, false))
            .as((group, id, sequence) -> new Row(group, Long.toString(id), sequence));
    Arbitrary<Row> text =
        Combinators.combine(Arbitraries.of("a", "b"), Arbitraries.strings().alpha().ofMaxLength(2))
            .as((group, id) -> new Row(group, "x" + id, false));
    return Arbitraries.oneOf(numbered, text).list().ofMaxSize(200);
  }

  @Property(tries = 500)
  void readInPartsTheyAreTheSameSet(@ForAll("rows") List<Row> rows, @ForAll Random random) {
    NewIdentities remembered = new NewIdentities(Seen.NOTHING);
    List<StoredList> parts = List.of(new StoredList(), new StoredList(), new StoredList());
    Identity identity = new Identity(true);
    for (Row row : rows) {
      row.fill(identity);
      remembered.see(identity, 1);
      parts.get(random.nextInt(3)).add(identity);
      if (random.nextInt(4) == 0) {
        parts.get(random.nextInt(3)).add(identity);
      }
    }
    SeenIdentities stored =
        StoredList.drain(new ArrayList<>(parts.stream().map(StoredList::trimmed).toList()));
    assertThat(stored).isEqualTo(remembered.added().identities());
  }

  @Test
  void aMillionHashesOfManyTasksAreAllFound() {
    List<StoredList> parts = new ArrayList<>();
    HashedIdsBuilder expected = new HashedIdsBuilder();
    Random random = new Random(7);
    Identity identity = new Identity(true);
    for (int task = 0; task < 10; task++) {
      StoredList list = new StoredList();
      for (int i = 0; i < 100_000; i++) {
        new Row("g", "t" + random.nextLong(), false).fill(identity);
        list.add(identity);
        expected.add(identity.high(), identity.low());
      }
      parts.add(list.trimmed());
    }
    HashedIds built = expected.build();
    assertThat(built.size()).isEqualTo(1_000_000);
    assertThat(StoredList.drain(parts)).isEqualTo(new SeenIdentities(java.util.Map.of(), built));
  }

  @Property(tries = 500)
  void hashIsThatOfTheLibrary(@ForAll byte[] bytes, @ForAll int seed) {
    Hash128 ours = new Hash128().of(bytes, bytes.length, seed);
    assertThat(new long[] {ours.high(), ours.low()})
        .isEqualTo(MurmurHash3.hash128x64(bytes, 0, bytes.length, seed));
  }
}
