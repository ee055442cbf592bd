package io.sluice.feed.generator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.feed.generator.GeneratedTrade.Flaw;
import io.sluice.feed.generator.GeneratedTrade.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TradeGeneratorTest {
  private static final long START = 1_704_067_200_000L;
  private static final long LATENESS_MILLIS = 10_000;

  /** 200 s of trades, 10 ms apart: long enough for late ones to come late. */
  private static final GeneratorSettings TROUBLED =
      GeneratorSettings.plain(42, 20_000, START)
          .withTimes(10_000, LATENESS_MILLIS)
          .withTrouble(1, 3, 2);

  @Test
  void writesTheWireFormatByteForByte() {
    GeneratedTrade first = generate(GeneratorSettings.plain(1, 1, START)).get(0);

    assertThat(new String(first.key(), UTF_8)).isEqualTo(first.symbol());
    assertThat(new String(first.value(), UTF_8))
        .isEqualTo(
            "{\"exchange\":\"sluice\",\"symbol\":\"%s\",\"trade_id\":\"1\",\"price\":\"%s\",\"quantity\":\"%s\",\"side\":\"%s\",\"event_time\":%d}"
                .formatted(
                    first.symbol(),
                    first.price().toPlainString(),
                    first.quantity().toPlainString(),
                    first.side(),
                    first.eventTimeMillis()));
  }

  @Test
  void everySoundTradeSaysWhatItsFieldsSay() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (GeneratedTrade trade : generate(TROUBLED)) {
      if (trade.kind() == Kind.MALFORMED) {
        continue;
      }

      JsonNode fields = json.readTree(trade.value());
      assertThat(fields.get("exchange").textValue()).isEqualTo(trade.exchange());
      assertThat(fields.get("symbol").textValue()).isEqualTo(trade.symbol());
      assertThat(fields.get("trade_id").textValue()).isEqualTo(Long.toString(trade.tradeId()));
      assertThat(new BigDecimal(fields.get("price").textValue())).isEqualTo(trade.price());
      assertThat(new BigDecimal(fields.get("quantity").textValue())).isEqualTo(trade.quantity());
      assertThat(fields.get("side").textValue()).isEqualTo(trade.side());
      assertThat(fields.get("event_time").longValue()).isEqualTo(trade.eventTimeMillis());
      assertThat(trade.price().signum()).isPositive();
      assertThat(trade.quantity().signum()).isPositive();
    }
  }

  @Test
  void equalSettingsMakeEqualBytesAndAnotherSeedDoesNot() {
    assertThat(bytes(generate(TROUBLED))).isEqualTo(bytes(generate(TROUBLED)));
    assertThat(bytes(generate(GeneratorSettings.plain(1, 100, START))))
        .isNotEqualTo(bytes(generate(GeneratorSettings.plain(2, 100, START))));
  }

  @Test
  void theBooksAgreeWithTheRecords() {
    TradeGenerator generator = new TradeGenerator(TROUBLED);
    List<GeneratedTrade> records = new ArrayList<>();
    generator.forEachRemaining(records::add);

    assertThat(records).hasSize(20_000);
    Set<String> distinct = new HashSet<>();
    for (GeneratedTrade record : records) {
      if (record.distinct()) {
        assertThat(distinct.add(new String(record.value(), UTF_8))).isTrue();
      } else if (record.kind() == Kind.DUPLICATE) {
        assertThat(distinct).contains(new String(record.value(), UTF_8));
      }
    }
    assertThat(generator.distinctTrades()).isEqualTo(distinct.size());
    assertThat(generator.distinctTrades())
        .isEqualTo(20_000 - generator.made(Kind.DUPLICATE) - generator.made(Kind.MALFORMED));
    assertThat(generator.made(Kind.DUPLICATE)).isBetween(500L, 700L);
    assertThat(generator.made(Kind.MALFORMED)).isBetween(320L, 480L);
    assertThat(generator.made(Kind.LATE)).isBetween(70L, 200L);
  }

  @Test
  void idsOfASymbolHaveNoGapWhateverWasLateOrMalformed() {
    Map<String, TreeSet<Long>> ids = new HashMap<>();
    for (GeneratedTrade record : generate(TROUBLED)) {
      if (record.distinct()) {
        assertThat(ids.computeIfAbsent(record.symbol(), s -> new TreeSet<>()).add(record.tradeId()))
            .isTrue();
      }
    }

    assertThat(ids).hasSize(20);
    assertThat(ids.values())
        .allSatisfy(
            of -> {
              assertThat(of.first()).isEqualTo(1);
              assertThat(of.last()).isEqualTo(of.size());
            });
  }

  @Test
  void onlyLateTradesAreBehindTheLatenessAndTheirMinuteIsClosed() {
    long newest = START;
    for (GeneratedTrade record : generate(TROUBLED)) {
      if (record.kind() == Kind.VALID) {
        assertThat(newest - record.eventTimeMillis()).isLessThan(LATENESS_MILLIS / 2);
      } else if (record.kind() == Kind.LATE) {
        long minuteEnd = Math.floorDiv(record.eventTimeMillis(), 60_000L) * 60_000 + 60_000;
        assertThat(newest - LATENESS_MILLIS).isGreaterThanOrEqualTo(minuteEnd);
      }

      if (record.distinct()) {
        newest = Math.max(newest, record.eventTimeMillis());
      }
    }
  }

  @Test
  void eventTimesAreOutOfOrderButAdvance() {
    List<Long> times = generate(TROUBLED).stream().map(GeneratedTrade::eventTimeMillis).toList();

    assertThat(times).isNotEqualTo(times.stream().sorted().toList());
    assertThat(times.stream().max(Comparator.naturalOrder()).orElseThrow())
        .isBetween(START + 197_000, START + 200_000);
  }

  @Test
  void everyFlawComesInTurn() {
    List<GeneratedTrade> malformed =
        generate(GeneratorSettings.plain(7, 28, START).withTrouble(0, 0, 100));

    List<Flaw> flaws = new ArrayList<>(Arrays.asList(Flaw.values()));
    flaws.remove(Flaw.NONE);
    List<Flaw> twice = new ArrayList<>(flaws);
    twice.addAll(flaws);
    assertThat(malformed).extracting(GeneratedTrade::flaw).isEqualTo(twice);
    assertThat(malformed).extracting(GeneratedTrade::kind).containsOnly(Kind.MALFORMED);
  }

  @Test
  void flawsAreWhatTheirNamesSay() {
    Map<Flaw, String> text = new HashMap<>();
    Map<Flaw, GeneratedTrade> trades = new HashMap<>();
    for (GeneratedTrade bad :
        generate(GeneratorSettings.plain(7, 14, START).withTrouble(0, 0, 100))) {
      trades.put(bad.flaw(), bad);
      text.put(bad.flaw(), bad.value() == null ? null : new String(bad.value(), ISO_8859_1));
    }

    assertThat(text.get(Flaw.NULL_VALUE)).isNull();
    assertThat(text.get(Flaw.NOT_JSON)).startsWith("{\"exchange\":\"sluice\"").doesNotContain("}");
    assertThat(text.get(Flaw.NOT_UTF8)).contains("\"symbol\":\"\u00c3(COIN");
    assertThat(text.get(Flaw.MISSING_FIELD)).doesNotContain("price").contains("\"quantity\"");
    assertThat(text.get(Flaw.WRONG_TYPE)).contains("\"price\":true,");
    assertThat(text.get(Flaw.NEGATIVE_PRICE))
        .contains("\"price\":\"-" + trades.get(Flaw.NEGATIVE_PRICE).price() + "\"");
    assertThat(text.get(Flaw.ZERO_QUANTITY)).contains("\"quantity\":\"0.0000\"");
    assertThat(text.get(Flaw.UNKNOWN_SIDE)).contains("\"side\":\"hold\"");
    assertThat(text.get(Flaw.NOT_A_NUMBER)).contains("\"price\":\"NaN\"");
    assertThat(text.get(Flaw.FAR_FUTURE)).endsWith("\"event_time\":4102444800000}");
    assertThat(text.get(Flaw.BEFORE_2000)).endsWith("\"event_time\":915148800000}");
    assertThat(text.get(Flaw.FIELD_TWICE)).containsPattern("(\"price\":\"[0-9.]+\",)\\1");
    assertThat(text.get(Flaw.DEEP_NESTING)).endsWith("]]]}").contains("\"note\":[[[");
    assertThat(text.get(Flaw.TOO_MANY_DIGITS)).contains("\"quantity\":\"999999").contains("9.5\"");
  }

  @Test
  void whatCannotComeLateAnyMoreComesInTime() {
    TradeGenerator generator =
        new TradeGenerator(GeneratorSettings.plain(3, 1_000, START).withTrouble(50, 0, 0));
    generator.forEachRemaining(record -> assertThat(record.kind()).isEqualTo(Kind.VALID));

    assertThat(generator.distinctTrades()).isEqualTo(1_000);
    assertThatThrownBy(generator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    GeneratorSettings plain = GeneratorSettings.plain(1, 10, START);

    assertThatThrownBy(() -> plain.withTrouble(50, 40, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot generate trades: late, duplicate and malformed together must be 100 at most:"
                + " 110.0");
    assertThatThrownBy(() -> plain.withTrouble(0, 0, 1).withTimes(-1, 0))
        .hasMessage("Cannot generate trades: event-time step must not be negative: -1");
    assertThatThrownBy(() -> plain.withTrouble(Double.NaN, 0, 0))
        .hasMessage("Cannot generate trades: late percent must be 0 to 100: NaN");
  }

  private static List<GeneratedTrade> generate(GeneratorSettings settings) {
    List<GeneratedTrade> records = new ArrayList<>();
    new TradeGenerator(settings).forEachRemaining(records::add);
    return records;
  }

  private static List<String> bytes(List<GeneratedTrade> records) {
    return records.stream()
        .map(r -> r.value() == null ? "null" : new String(r.value(), ISO_8859_1))
        .toList();
  }
}
