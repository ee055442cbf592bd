package io.sluice.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Contract;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedRecordsTest {
  private static final long BROKER_TIME = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();

  private final Contract trades = Contracts.trades();
  private final RecordDecoder decoder = RecordDecoder.of(trades);

  @Test
  void theShippedFormatIsReadFieldByField() {
    String record =
        "{\"exchange\":\"binance\",\"symbol\":\"BTCUSDT\",\"trade_id\":\"123\","
            + "\"price\":\"50000.12\",\"quantity\":\"0.5\",\"side\":\"buy\","
            + "\"event_time\":1704067200123}";

    assertThat(row(trades, decoder, record))
        .containsExactly(
            "binance",
            "BTCUSDT",
            "123",
            new BigDecimal("50000.120000000000000000"),
            new BigDecimal("0.500000000000000000"),
            "buy",
            Instant.parse("2024-01-01T00:00:00.123Z"),
            123L);
    assertThat(decoder.supplied(6)).isTrue();
    assertThat(decoder.supplied(7)).as("sequence is a default").isFalse();
    assertThat(decoder.extra()).isNull();
    assertThat(decoder.reject()).isNull();
  }

  @Test
  void anyOrderAnySpaceAnyEscapeIsTheSameRecord() {
    String record =
        " \r\n\t{ \"sid\\u0065\" : null , \"price\":5.000012e4,\"event_time\" : \"1704067200123\",\n"
            + "\"trade_id\":123,\"symbol\":\"BTC\\u0055S\\u0044T\",\"quantity\":0.50,"
            + "\"exchange\":\"\\u00e9\\ud83d\\ude00\\\\\\/\\\"\\b\\f\\n\\r\\t\" } \n";

    assertThat(row(trades, decoder, record))
        .containsExactly(
            "é😀\\/\"\b\f\n\r\t",
            "BTCUSDT",
            "123",
            new BigDecimal("50000.120000000000000000"),
            new BigDecimal("0.500000000000000000"),
            null,
            Instant.parse("2024-01-01T00:00:00.123Z"),
            123L);
  }

  @Test
  void aRecordLeavesNothingBehindForTheNext() {
    String full =
        "{\"exchange\":\"x\",\"symbol\":\"S\",\"trade_id\":\"t\",\"price\":1,\"quantity\":1,"
            + "\"side\":\"buy\",\"event_time\":1704067200123,\"sequence\":9,\"more\":1}";
    String sparse =
        "{\"event_time\":1704067200123,\"quantity\":2,\"price\":2,\"symbol\":\"T\","
            + "\"exchange\":\"y\"}";

    assertThat(row(trades, decoder, full)).contains("t", "buy", 9L);
    assertThat(decoder.extra()).asString(StandardCharsets.UTF_8).isEqualTo("{\"more\":1}");
    assertThat(decoder.decode(new byte[] {'{'}, 0, BROKER_TIME)).isFalse();
    assertThat(row(trades, decoder, sparse))
        .containsExactly(
            "y",
            "T",
            null,
            new BigDecimal("2.000000000000000000"),
            new BigDecimal("2.000000000000000000"),
            null,
            Instant.parse("2024-01-01T00:00:00.123Z"),
            77L);
    assertThat(decoder.extra()).isNull();
  }

  @Test
  void unknownFieldsAreKeptAsTheyCame() {
    String record =
        "{\"a\\u0062\" : [1, {\"x\":1.50}] ,\"exchange\":\"x\",\"symbol\":\"S\",\"price\":1,"
            + "\"n\":null,\"quantity\":1,\"event_time\":1704067200123, \"é\": \"\\n\"}";

    assertThat(decoder.decode(utf8(record), 0, BROKER_TIME)).isTrue();
    assertThat(decoder.extra())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"a\\u0062\":[1, {\"x\":1.50}],\"n\":null,\"é\":\"\\n\"}");
  }

  @Test
  void aTextWithoutEscapesIsNotCopied() {
    byte[] record =
        utf8(
            "{\"exchange\":\"x\",\"symbol\":\"S\\n\",\"price\":1,\"quantity\":1,"
                + "\"event_time\":1704067200123}");

    assertThat(decoder.decode(record, 0, BROKER_TIME)).isTrue();
    assertThat(decoder.stringBuffer(0)).isSameAs(record);
    assertThat(decoder.stringBuffer(1)).isNotSameAs(record);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "absent",
      value = {
        "\"123\" | 123",
        "123 | 123",
        "-5 | -5",
        "\"-0\" | 77",
        "-0 | 77",
        "0 | 0",
        "\"007\" | 77",
        "\"+7\" | 77",
        "\"1e3\" | 77",
        "\"a-1\" | 77",
        "\"1\\u0032\" | 12",
        "9223372036854775807 | 9223372036854775807",
        "-9223372036854775808 | -9223372036854775808",
        "9223372036854775808 | 77",
        "null | 77",
        "absent | 77"
      })
  void theSequenceIsTheTradeIdWhereThatIsAnIntegerElseTheOffset(String tradeId, long sequence) {
    String member = tradeId == null ? "" : ",\"trade_id\":" + tradeId;
    String record =
        "{\"exchange\":\"x\",\"symbol\":\"S\",\"price\":1,\"quantity\":1,"
            + "\"event_time\":1704067200123"
            + member
            + "}";

    assertThat(row(trades, decoder, record)).last().isEqualTo(sequence);
  }

  @Test
  void aDefaultOutsideTheFieldsLimitsIsNotTaken() {
    Contract everything = Contracts.everything("ms");
    RecordDecoder of = RecordDecoder.of(everything);

    List<Object> row = row(everything, of, "{\"at\":1704067200123,\"text\":\"-6\",\"other\":8}");

    assertThat(row)
        .containsExactly(
            "-6", null, 8L, 8L, null, null, null, Instant.ofEpochMilli(1704067200123L));
  }

  @ParameterizedTest
  @CsvSource({
    "s, 1704067200, 2024-01-01T00:00:00Z",
    "s, '\"1704067200\"', 2024-01-01T00:00:00Z",
    "ms, 1704067200123, 2024-01-01T00:00:00.123Z",
    "us, 1704067200123456, 2024-01-01T00:00:00.123456Z",
    "ns, 1704067200123456999, 2024-01-01T00:00:00.123456Z",
    "iso8601, '\"2024-01-01T00:00:00Z\"', 2024-01-01T00:00:00Z",
    "iso8601, '\"2024-01-01T00:00Z\"', 2024-01-01T00:00:00Z",
    "iso8601, '\"2024-01-01T02:00:00.123456999+02:00\"', 2024-01-01T00:00:00.123456Z",
    "iso8601, '\"2023-12-31T19:00:00.1-05:00\"', 2024-01-01T00:00:00.1Z",
    "iso8601, '\"2000-01-01T00:00:00Z\"', 2000-01-01T00:00:00Z",
    "ms, 1704067800000, 2024-01-01T00:10:00Z"
  })
  void timesOfAllUnitsBecomeMicroseconds(String unit, String at, Instant expected) {
    Contract everything = Contracts.everything(unit);
    RecordDecoder of = RecordDecoder.of(everything);

    assertThat(row(everything, of, "{\"at\":" + at + "}")).last().isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "-0.0, 0", "-0, 0", "1.5, 1.5", "'\"1.5e1\"', 15", "1e-400, 0", "0.1, 0.1"})
  void doublesAreTheNearest(String real, double expected) {
    Contract everything = Contracts.everything("ms");
    RecordDecoder of = RecordDecoder.of(everything);

    Object value = row(everything, of, "{\"at\":1704067200123,\"real\":" + real + "}").get(5);

    assertThat(value).isEqualTo(expected + 0.0);
  }

  @Test
  void anyBrokerTimeIsTaken() {
    byte[] record =
        utf8(
            "{\"exchange\":\"x\",\"symbol\":\"S\",\"price\":1,\"quantity\":1,"
                + "\"event_time\":1704067200123}");

    assertThat(decoder.decode(record, 0, Long.MAX_VALUE)).isTrue();
    assertThat(decoder.decode(record, 0, Long.MAX_VALUE / 1000)).isTrue();
    assertThat(decoder.decode(record, 0, -1)).isFalse();
    assertThat(decoder.decode(record, 0, Long.MIN_VALUE)).isFalse();
    assertThat(decoder.reject().reason()).isEqualTo(RejectReason.TIME_OUT_OF_RANGE);
  }

  @Test
  void aRecordOlderThanTheMaxLatenessIsTooLate() {
    Contract contract =
        Contract.parse(
            "trades.yaml",
            Contracts.trades()
                .source()
                .replace(
                    "      - property: maxFuture",
                    "      - property: maxLateness\n        value: PT1H\n      - property: maxFuture"));
    RecordDecoder hour = RecordDecoder.of(contract);
    byte[] record =
        utf8(
            "{\"exchange\":\"x\",\"symbol\":\"S\",\"price\":1,\"quantity\":1,"
                + "\"event_time\":1704067200000}");

    assertThat(hour.decode(record, 0, 1_704_067_200_000L + 3_600_000)).isTrue();
    assertThat(hour.decode(record, 0, RecordDecoder.ANY_TIME)).isTrue();
    assertThat(hour.decode(record, 0, 1_704_067_200_000L + 3_600_001)).isFalse();
    assertThat(hour.reject().reason()).isEqualTo(RejectReason.TOO_LATE);
    assertThat(hour.reject().field()).isEqualTo("event_time");
    assertThat(hour.reject().detail())
        .isEqualTo("is before 2024-01-01T00:00:00.001Z, the broker's time - PT1H: 1704067200000");
    // Without the setting a backfill of any age is accepted.
    assertThat(decoder.decode(record, 0, 1_704_067_200_000L + 365 * 86_400_000L)).isTrue();
  }

  private static List<Object> row(Contract contract, RecordDecoder decoder, String record) {
    assertThat(decoder.decode(utf8(record), 77, BROKER_TIME))
        .as(() -> String.valueOf(decoder.reject()))
        .isTrue();
    List<Object> row = new ArrayList<>();
    for (int i = 0; i < contract.fields().size(); i++) {
      row.add(decoder.isNull(i) ? null : value(contract, decoder, i));
    }
    return row;
  }

  private static Object value(Contract contract, RecordDecoder decoder, int field) {
    return switch (contract.fields().get(field).type().kind()) {
      case STRING ->
          new String(
              decoder.stringBuffer(field),
              decoder.stringOffset(field),
              decoder.stringLength(field),
              StandardCharsets.UTF_8);
      case LONG -> decoder.longValue(field);
      case DECIMAL -> decoder.decimalValue(field);
      case DOUBLE -> decoder.doubleValue(field);
      case BOOLEAN -> decoder.longValue(field) == 1;
      case TIMESTAMP -> Instant.EPOCH.plus(decoder.longValue(field), ChronoUnit.MICROS);
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
