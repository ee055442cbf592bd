package io.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SeenTest {
  record Trade(String symbol, String id, long price) {}

  @Provide
  Arbitrary<List<List<Trade>>> batches() {
    Arbitrary<String> id =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-3, 30).map(String::valueOf),
            Arbitraries.of(
                "01", "-0", "a", "b", "9223372036854775807", "-9223372036854775808", ""));
    return Combinators.combine(
            Arbitraries.of("X", "Y", "XY"), id, Arbitraries.longs().between(1, 2))
        .as(Trade::new)
        .list()
        .ofMaxSize(25)
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 500)
  void aTradeIsNewOnceARepeatAfterwardsAndAConflictWithAnotherPrice(
      @ForAll("batches") List<List<Trade>> batches, @ForAll boolean ranges) {
    Map<String, Long> model = new HashMap<>();
    Seen seen = Seen.NOTHING;
    for (List<Trade> batch : batches) {
      NewIdentities identities = new NewIdentities(seen);
      for (Trade trade : batch) {
        Long known = model.putIfAbsent(trade.symbol + "/" + trade.id, trade.price);
        Sighting expected =
            known == null
                ? Sighting.NEW
                : known == trade.price ? Sighting.REPEATED : Sighting.CONFLICTING;
        assertThat(identities.see(identity(ranges, trade), trade.price))
            .as("%s", trade)
            .isEqualTo(expected);
      }
      seen = seen.plus(identities.added());
    }
  }

  @Property(tries = 300)
  void twoTasksKnowWhetherTheyTookTheSameTrade(
      @ForAll("batches") List<List<Trade>> batches, @ForAll boolean ranges) {
    Added before = Added.NOTHING;
    Map<String, Long> model = new HashMap<>();
    for (List<Trade> batch : batches) {
      NewIdentities identities = new NewIdentities(Seen.NOTHING);
      boolean shared = false;
      Map<String, Long> own = new HashMap<>();
      for (Trade trade : batch) {
        identities.see(identity(ranges, trade), trade.price);
        own.put(trade.symbol + "/" + trade.id, trade.price);
      }
      for (String key : own.keySet()) {
        shared |= model.containsKey(key);
      }
      model.putAll(own);
      Added added = identities.added();
      assertThat(before.intersects(added)).isEqualTo(shared);
      before = before.plus(added);
    }
  }

  @Test
  void aBatchCopiesLittleHoweverMuchIsHeld() {
    Seen seen = Seen.NOTHING;
    for (int batch = 0; batch < 200; batch++) {
      NewIdentities identities = new NewIdentities(seen);
      for (int i = 0; i < 10_000; i++) {
        identities.see(identity(true, new Trade("X", "t" + batch + "-" + i, 1)), 1);
      }
      seen = seen.plus(identities.added());
    }
    assertThat(seen.size()).isEqualTo(2_000_000);
    assertThat(seen.segments()).hasSizeLessThan(9);
    assertThat(seen.segments())
        .isSortedAccordingTo((one, next) -> Long.compare(next.size(), one.size()));
  }

  @Test
  void ofOldTradesOnlyTheIdIsKnown() {
    Seen seen = Seen.NOTHING;
    int batches = 12;
    for (int batch = 0; batch < batches; batch++) {
      seen = seen.plus(batchOf(batch, Seen.KEPT_PAYLOADS / 8, seen));
    }
    NewIdentities identities = new NewIdentities(seen);
    assertThat(identities.see(identity(true, new Trade("X", "0", 1)), 9))
        .isEqualTo(Sighting.UNVERIFIED);
    long newest = (long) batches * (Seen.KEPT_PAYLOADS / 8) - 1;
    assertThat(identities.see(identity(true, new Trade("X", "" + newest, 1)), 9))
        .isEqualTo(Sighting.CONFLICTING);
    assertThat(identities.see(identity(true, new Trade("X", "" + newest, 1)), 1))
        .isEqualTo(Sighting.REPEATED);
  }

  private static Added batchOf(int batch, int size, Seen seen) {
    NewIdentities identities = new NewIdentities(seen);
    Identity identity = new Identity(true);
    for (long i = 0; i < size; i++) {
      identity.group().text(new byte[] {'X'}, 0, 1);
      identity.number(IdKind.NUMBER, (long) batch * size + i);
      identities.see(identity, 1);
    }
    return identities.added();
  }

  @Test
  void ofOneLargeTaskTheNewestPayloadsAreKept() {
    PayloadLogBuilder builder = new PayloadLogBuilder(100);
    for (int i = 1; i <= 1_000; i++) {
      builder.add(i, 10L * i);
      assertThat(builder.find(i)).isEqualTo(10L * i);
    }
    PayloadLog log = builder.build();
    assertThat(log.size()).isEqualTo(100);
    assertThat(log.find(900)).isZero();
    assertThat(log.find(901)).isEqualTo(9_010);
    assertThat(log.find(1_000)).isEqualTo(10_000);
  }

  private static Identity identity(boolean ranges, Trade trade) {
    Identity identity = new Identity(ranges);
    byte[] symbol = trade.symbol.getBytes(StandardCharsets.UTF_8);
    byte[] id = trade.id.getBytes(StandardCharsets.UTF_8);
    identity.group().text(symbol, 0, symbol.length);
    identity.text(id, 0, id.length);
    return identity;
  }
}
