package io.sluice.decode;

import static io.sluice.decode.RejectReason.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedRecordsTest {
  private static final long BROKER_TIME = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
  private static final String TRADE =
      "{\"exchange\":\"x\",\"symbol\":\"S\",\"trade_id\":\"1\",\"price\":\"1.5\","
          + "\"quantity\":2,\"side\":\"buy\",\"event_time\":1704067200123,\"sequence\":9}";

  private final RecordDecoder decoder = RecordDecoder.of(Contracts.trades());
  private final RecordDecoder everything = RecordDecoder.of(Contracts.everything("ms"));

  @Test
  void theTradeThatTestsBendIsAccepted() {
    assertThat(decoder.decode(utf8(TRADE), 0, BROKER_TIME)).isTrue();
  }

  @Test
  void aTombstoneHasNoValue() {
    assertThat(decoder.decode(null, 0, BROKER_TIME)).isFalse();
    assertThat(decoder.reject()).isEqualTo(new Reject(NULL_VALUE, null, "the record has no value"));
    assertThat(decoder.extra()).isNull();
  }

  @Test
  void tooLargeARecordIsNotLookedInto() {
    byte[] record = new byte[5_000_000];
    Arrays.fill(record, (byte) 0xFF);

    assertThat(decoder.decode(record, 0, BROKER_TIME)).isFalse();
    assertThat(decoder.reject())
        .isEqualTo(new Reject(TOO_LARGE, null, "5000000 bytes are more than 1048576"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // a continuation on its own
        "C0AF", // overlong
        "C1BF", // overlong
        "C3", // truncated
        "C328", // not continued
        "E09FBF", // overlong
        "E282", // truncated
        "EDA080", // a surrogate
        "EDBFBF", // a surrogate
        "F08FBFBF", // overlong
        "F09F98", // truncated
        "F4908080", // beyond U+10FFFF
        "F5808080",
        "FE",
        "FF"
      })
  void whatIsNotUtf8IsRefusedWhereverItStands(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    byte[] before = utf8("{\"note\":\"é");
    byte[] record = Arrays.copyOf(before, before.length + bytes.length);
    System.arraycopy(bytes, 0, record, before.length, bytes.length);

    assertRejected(decoder, record, NOT_UTF8, null);
    assertThat(decoder.reject().detail()).isEqualTo("not UTF-8 from byte " + before.length);
    assertRejected(decoder, bytes, NOT_UTF8, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\uD800\"",
        "\"\\uDC00\"",
        "\"\\uD800x\"",
        "\"\\uD800\\n\"",
        "\"\\uD800\\u0041\"",
        "\"\\uDC00\\uD800\"",
        "\"\\uD83D"
      })
  void halfASurrogatePairIsNoCharacter(String value) {
    assertRejected(decoder, utf8("{\"note\":" + value), NOT_UTF8, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\uFEFF{}",
        "{",
        "}",
        "{}}",
        "{} {}",
        "{},",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,,\"b\":2}",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":1]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "[",
        "[[]",
        "{\"a\":[1,{\"b\":2,}]}",
        "{\"a\":{\"b\":{}",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12G4\"",
        "\"\\u12\"",
        "\"\\u００41\"",
        "\"a\nb\"",
        "\"\u0000\"",
        "\"\u001f\"",
        "tru",
        "True",
        "nul",
        "nulll",
        "truefalse",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "01",
        "-01",
        "00",
        "+1",
        "-",
        ".5",
        "1.",
        "1.e3",
        "1e",
        "1e+",
        "1E-",
        "0x10",
        "1_000",
        "1a",
        "// note\n{}",
        "{}/**/",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":1\u00A0}",
        "\f{}"
      })
  void whatIsNotJsonIsRefused(String record) {
    assertRejected(decoder, utf8(record), NOT_JSON, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "1",
        "-1.5e+3",
        "\"{}\"",
        "true",
        " [{}] ",
        "false",
        "\"\\uD83D\\uDE00\""
      })
  void jsonThatIsNotAnObjectIsRefused(String record) {
    assertRejected(decoder, utf8(record), NOT_AN_OBJECT, null);
  }

  @Test
  void nestingHasALimitButCostsNoStack() {
    String allowed = "[".repeat(63) + "]".repeat(63);

    assertThat(decoder.decode(utf8(with("sequence", "9,\"n\":" + allowed)), 0, BROKER_TIME))
        .isTrue();
    assertThat(decoder.extra())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"n\":" + allowed + "}");
    assertRejected(decoder, utf8(with("sequence", "9,\"n\":[" + allowed + "]")), TOO_DEEP, null);
    assertRejected(decoder, utf8("[".repeat(1_000_000)), TOO_DEEP, null);
    assertRejected(decoder, utf8("{\"a\":".repeat(200_000)), TOO_DEEP, null);
  }

  @ParameterizedTest
  @MethodSource
  void aNameThatComesTwiceIsRefusedHoweverItIsWritten(String members, String field) {
    String record = TRADE.replace("}", "," + members + "}");

    assertRejected(decoder, utf8(record), DUPLICATE_FIELD, field);
  }

  static Stream<Arguments> aNameThatComesTwiceIsRefusedHoweverItIsWritten() {
    String many = "";
    for (int i = 0; i < 50; i++) {
      many += "\"n%d\":%d,".formatted(i, i);
    }
    return Stream.of(
        arguments("\"price\":\"1.5\"", "price"),
        arguments("\"price\":null", "price"),
        arguments("\"pr\\u0069ce\":1", "price"),
        arguments("\"a\":1,\"a\":1", "a"),
        arguments("\"a\":1,\"b\":2,\"\\u0061\":1", "a"),
        arguments("\"\\u0061\":1,\"a\":1", "a"),
        arguments("\"\":1,\"\":1", ""),
        arguments("\"é\":1,\"\\u00e9\":1", "é"),
        arguments(many + "\"n3\":0", "n3"),
        arguments(many + "\"n49\":0", "n49"),
        // The first in the contract's order, not on the wire; fields before unknown names.
        arguments("\"z\":1,\"z\":2,\"side\":1,\"symbol\":2,\"side\":3", "symbol"));
  }

  @Test
  void aNameTwiceInsideAnUnknownObjectIsItsOwnBusiness() {
    String record = with("sequence", "9,\"n\":{\"a\":1,\"a\":2}");

    assertThat(decoder.decode(utf8(record), 0, BROKER_TIME)).isTrue();
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource
  void eachFieldOfATradeHasItsReasons(
      String field, String value, RejectReason reason, String detail) {
    byte[] record = utf8(value == null ? without(field) : with(field, value));

    assertThat(decoder.decode(record, 0, BROKER_TIME)).isFalse();
    assertThat(decoder.reject()).isEqualTo(new Reject(reason, field, detail));
  }

  static Stream<Arguments> eachFieldOfATradeHasItsReasons() {
    String text = "must be a string or an integer: ";
    String decimal = "must be a decimal: ";
    String fit = "must fit decimal(38,18): ";
    String positive = "must be greater than 0: ";
    String integer = "must be an integer: ";
    String millis = "must be a time in ms since 1970: ";
    return Stream.of(
        arguments("exchange", null, MISSING_FIELD, "is absent"),
        arguments("symbol", "null", MISSING_FIELD, "is null"),
        arguments("event_time", null, MISSING_FIELD, "is absent"),
        arguments("symbol", "\"\"", OUT_OF_RANGE, "must have 1 to 64 characters: \"\""),
        arguments(
            "symbol",
            "\"" + "é".repeat(65) + "\"",
            OUT_OF_RANGE,
            "must have 1 to 64 characters: \"" + "é".repeat(30) + "…\""),
        arguments("symbol", "true", WRONG_TYPE, text + "true"),
        arguments("symbol", "1.0", WRONG_TYPE, text + "1.0"),
        arguments("trade_id", "1e3", WRONG_TYPE, text + "1e3"),
        arguments("trade_id", "[1, 2]", WRONG_TYPE, text + "[1, 2]"),
        arguments("trade_id", "{\"a\": 1}", WRONG_TYPE, text + "{\"a\": 1}"),
        arguments("trade_id", "\"\"", OUT_OF_RANGE, "must have 1 to 128 characters: \"\""),
        arguments("price", "\"\"", WRONG_TYPE, decimal + "\"\""),
        arguments("price", "\" 1\"", WRONG_TYPE, decimal + "\" 1\""),
        arguments("price", "\"1 \"", WRONG_TYPE, decimal + "\"1 \""),
        arguments("price", "\"NaN\"", WRONG_TYPE, decimal + "\"NaN\""),
        arguments("price", "\"Infinity\"", WRONG_TYPE, decimal + "\"Infinity\""),
        arguments("price", "\"+1\"", WRONG_TYPE, decimal + "\"+1\""),
        arguments("price", "\"01\"", WRONG_TYPE, decimal + "\"01\""),
        arguments("price", "\".5\"", WRONG_TYPE, decimal + "\".5\""),
        arguments("price", "\"1.\"", WRONG_TYPE, decimal + "\"1.\""),
        arguments("price", "\"-\"", WRONG_TYPE, decimal + "\"-\""),
        arguments("price", "\"1,5\"", WRONG_TYPE, decimal + "\"1,5\""),
        arguments("price", "\"1e\"", WRONG_TYPE, decimal + "\"1e\""),
        arguments("price", "\"1e5.0\"", WRONG_TYPE, decimal + "\"1e5.0\""),
        arguments("price", "\"0x10\"", WRONG_TYPE, decimal + "\"0x10\""),
        arguments("price", "\"１\"", WRONG_TYPE, decimal + "\"１\""),
        arguments("price", "\"1\\n\"", WRONG_TYPE, decimal + "\"1\uFFFD\""),
        arguments("price", "true", WRONG_TYPE, decimal + "true"),
        arguments("price", "{}", WRONG_TYPE, decimal + "{}"),
        arguments("price", "0", OUT_OF_RANGE, positive + "0"),
        arguments("price", "-0.0", OUT_OF_RANGE, positive + "-0.0"),
        arguments("price", "\"-1.5\"", OUT_OF_RANGE, positive + "\"-1.5\""),
        arguments("quantity", "0e5", OUT_OF_RANGE, positive + "0e5"),
        arguments("quantity", "0e999999999", OUT_OF_RANGE, positive + "0e999999999"),
        arguments("price", "1e20", DOES_NOT_FIT, fit + "1e20"),
        arguments("price", "-1e20", DOES_NOT_FIT, fit + "-1e20"),
        arguments("price", "100000000000000000000", DOES_NOT_FIT, fit + "100000000000000000000"),
        arguments("price", "1e-19", DOES_NOT_FIT, fit + "1e-19"),
        arguments("price", "0.1234567890123456789", DOES_NOT_FIT, fit + "0.1234567890123456789"),
        arguments("price", "1e999999999", DOES_NOT_FIT, fit + "1e999999999"),
        arguments("price", "\"1e-999999999\"", DOES_NOT_FIT, fit + "\"1e-999999999\""),
        arguments("price", "1e99999999999999999999", DOES_NOT_FIT, fit + "1e99999999999999999999"),
        arguments(
            "price", "1e-99999999999999999999", DOES_NOT_FIT, fit + "1e-99999999999999999999"),
        arguments("side", "\"hold\"", UNKNOWN_VALUE, "is not a known value: \"hold\""),
        arguments("side", "\"BUY\"", UNKNOWN_VALUE, "is not a known value: \"BUY\""),
        arguments("side", "\"\"", UNKNOWN_VALUE, "is not a known value: \"\""),
        arguments("side", "1", UNKNOWN_VALUE, "is not a known value: 1"),
        arguments("event_time", "1704067200123.0", WRONG_TYPE, millis + "1704067200123.0"),
        arguments("event_time", "1.7e12", WRONG_TYPE, millis + "1.7e12"),
        arguments(
            "event_time",
            "\"2024-01-01T00:00:00Z\"",
            WRONG_TYPE,
            millis + "\"2024-01-01T00:00:00Z\""),
        arguments("event_time", "\"\"", WRONG_TYPE, millis + "\"\""),
        arguments("event_time", "false", WRONG_TYPE, millis + "false"),
        arguments(
            "event_time",
            "9223372036854775807",
            DOES_NOT_FIT,
            "must fit microseconds in 64 bits: 9223372036854775807"),
        arguments(
            "event_time",
            "92233720368547758070",
            DOES_NOT_FIT,
            "must fit microseconds in 64 bits: 92233720368547758070"),
        arguments(
            "event_time",
            "946684799999",
            TIME_OUT_OF_RANGE,
            "is before 2000-01-01T00:00:00Z: 946684799999"),
        arguments(
            "event_time",
            "1704067200",
            TIME_OUT_OF_RANGE,
            "is before 2000-01-01T00:00:00Z: 1704067200"),
        arguments("event_time", "-1", TIME_OUT_OF_RANGE, "is before 2000-01-01T00:00:00Z: -1"),
        arguments(
            "event_time",
            "1704067800001",
            TIME_OUT_OF_RANGE,
            "is after 2024-01-01T00:10:00Z, the broker's time + PT10M: 1704067800001"),
        arguments("sequence", "1.0", WRONG_TYPE, integer + "1.0"),
        arguments("sequence", "1e3", WRONG_TYPE, integer + "1e3"),
        arguments("sequence", "\"\"", WRONG_TYPE, integer + "\"\""),
        arguments("sequence", "\"007\"", WRONG_TYPE, integer + "\"007\""),
        arguments("sequence", "\"9x\"", WRONG_TYPE, integer + "\"9x\""),
        arguments("sequence", "\"+9\"", WRONG_TYPE, integer + "\"+9\""),
        arguments("sequence", "true", WRONG_TYPE, integer + "true"),
        arguments(
            "sequence",
            "9223372036854775808",
            DOES_NOT_FIT,
            "must fit 64 bits: 9223372036854775808"),
        arguments(
            "sequence",
            "\"-9223372036854775809\"",
            DOES_NOT_FIT,
            "must fit 64 bits: \"-9223372036854775809\""));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @MethodSource
  void eachTypeKeepsItsLimits(String field, String value, RejectReason reason) {
    byte[] record = utf8("{\"at\":1704067200123,\"%s\":%s}".formatted(field, value));

    if (reason == null) {
      assertThat(everything.decode(record, 0, BROKER_TIME)).as("accepted").isTrue();
    } else {
      assertRejected(everything, record, reason, field);
    }
  }

  static Stream<Arguments> eachTypeKeepsItsLimits() {
    return Stream.of(
        arguments("text", "\"\"", null),
        arguments("code", "\"AB\"", null),
        arguments("code", "\"éé😀😀\"", null),
        arguments("code", "\"\\u00e9\\ud83d\\ude00\"", null),
        arguments("code", "\"A\"", OUT_OF_RANGE),
        arguments("code", "\"😀\"", OUT_OF_RANGE),
        arguments("code", "\"ABCDE\"", OUT_OF_RANGE),
        arguments("code", "\"ab\"", OUT_OF_RANGE),
        arguments("whole", "-5", null),
        arguments("whole", "-6", OUT_OF_RANGE),
        arguments("other", "7", null),
        arguments("other", "\"8\"", null),
        arguments("other", "9", UNKNOWN_VALUE),
        arguments("money", "0", null),
        arguments("money", "-0", null),
        arguments("money", "-0.0001", OUT_OF_RANGE), // beyond -0.00005, between two column values
        arguments("money", "99998.9999", null),
        arguments("money", "99999", OUT_OF_RANGE),
        arguments("money", "99999.0000", OUT_OF_RANGE),
        arguments("money", "100000", DOES_NOT_FIT),
        arguments("money", "0.00001", DOES_NOT_FIT),
        arguments("money", "0.0001000000000000000000000000000000000000000000", null),
        arguments("real", "-10", OUT_OF_RANGE),
        arguments("real", "-9.999", null),
        arguments("real", "1e30", null),
        arguments("real", "1.1e30", OUT_OF_RANGE),
        arguments("real", "1e309", DOES_NOT_FIT),
        arguments("real", "1e999999999", DOES_NOT_FIT),
        arguments("real", "1e-999999999", null),
        arguments("real", "\"1.5\"", null),
        arguments("real", "\"1.5d\"", WRONG_TYPE),
        arguments("real", "\" 1\"", WRONG_TYPE),
        arguments("real", "\"NaN\"", WRONG_TYPE),
        arguments("real", "\"0x1p3\"", WRONG_TYPE),
        arguments("real", "false", WRONG_TYPE),
        arguments("flag", "true", null),
        arguments("flag", "\"true\"", WRONG_TYPE),
        arguments("flag", "1", WRONG_TYPE),
        arguments("flag", "[]", WRONG_TYPE));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void eachUnitOfTimeHasItsLimits(String unit, String value, RejectReason reason) {
    RecordDecoder of = RecordDecoder.of(Contracts.everything(unit));

    assertRejected(of, utf8("{\"at\":" + value + "}"), reason, "at");
  }

  static Stream<Arguments> eachUnitOfTimeHasItsLimits() {
    return Stream.of(
        arguments("s", "9223372036855", DOES_NOT_FIT),
        arguments("s", "-9223372036855", DOES_NOT_FIT),
        arguments("s", "1704067200123", TIME_OUT_OF_RANGE),
        arguments("us", "9223372036854775807", TIME_OUT_OF_RANGE),
        arguments("us", "-9223372036854775808", TIME_OUT_OF_RANGE),
        arguments("ns", "9223372036854775807", TIME_OUT_OF_RANGE),
        arguments("ns", "1.5", WRONG_TYPE),
        arguments("iso8601", "1704067200123", WRONG_TYPE),
        arguments("iso8601", "\"1704067200123\"", WRONG_TYPE),
        arguments("iso8601", "\"2024-01-01T00:00:00\"", WRONG_TYPE),
        arguments("iso8601", "\"2024-01-01\"", WRONG_TYPE),
        arguments("iso8601", "\"2024-01-01 00:00:00Z\"", WRONG_TYPE),
        arguments("iso8601", "\"2024-02-30T00:00:00Z\"", WRONG_TYPE),
        arguments("iso8601", "\"2024-01-01T24:00:00Z\"", WRONG_TYPE),
        arguments("iso8601", "\"2024-01-01T00:00:00+25:00\"", WRONG_TYPE),
        arguments("iso8601", "\"" + "9".repeat(1000) + "\"", WRONG_TYPE),
        arguments("iso8601", "\"+999999999-12-31T23:59:59Z\"", DOES_NOT_FIT),
        arguments("iso8601", "\"1999-12-31T23:59:59.999999999Z\"", TIME_OUT_OF_RANGE),
        arguments("iso8601", "\"9999-12-31T23:59:59Z\"", TIME_OUT_OF_RANGE));
  }

  @Test
  void theReasonDoesNotDependOnTheOrderOfTheFields() {
    String first =
        "{\"event_time\":1,\"price\":0,\"side\":\"x\",\"symbol\":\"\",\"exchange\":\"x\"}";
    String second =
        "{\"exchange\":\"x\",\"symbol\":\"\",\"side\":\"x\",\"price\":0,\"event_time\":1}";

    assertRejected(decoder, utf8(first), OUT_OF_RANGE, "symbol");
    assertRejected(decoder, utf8(second), OUT_OF_RANGE, "symbol");
  }

  @Test
  void theRecordIsCheckedBeforeItsFields() {
    assertRejected(decoder, utf8("{\"symbol\":1.5,\"note\":\"\\uD800\"}"), NOT_UTF8, null);
    assertRejected(decoder, utf8("{\"symbol\":1.5,\"symbol\":1"), NOT_JSON, null);
    assertRejected(
        decoder, utf8("{\"symbol\":1.5,\"note\":1,\"note\":2}"), DUPLICATE_FIELD, "note");
  }

  @Test
  void aMillionDigitsAreCountedNotCalculated() {
    String digits = "9".repeat(1_000_000);

    assertRejected(decoder, utf8(with("price", digits)), DOES_NOT_FIT, "price");
    assertRejected(decoder, utf8(with("price", "0." + digits)), DOES_NOT_FIT, "price");
    assertRejected(decoder, utf8(with("price", "1e" + digits)), DOES_NOT_FIT, "price");
    assertRejected(decoder, utf8(with("sequence", digits)), DOES_NOT_FIT, "sequence");
    assertThat(
            decoder.decode(
                utf8(with("price", "1" + "0".repeat(900_000) + "e-900000")), 0, BROKER_TIME))
        .isTrue();
    assertThat(decoder.decimalValue(3)).isEqualByComparingTo("1");
  }

  @Test
  void aRecordFullOfUnknownNamesIsNotSlow() {
    StringBuilder names = new StringBuilder(TRADE).deleteCharAt(TRADE.length() - 1);
    for (int i = 0; names.length() < 1_000_000; i++) {
      names.append(",\"").append(i).append("\":0");
    }

    assertThat(decoder.decode(utf8(names + "}"), 0, BROKER_TIME)).isTrue();
    assertThat(decoder.extra().length).isEqualTo(names.length() + 1 - TRADE.length() + 1);
  }

  private static void assertRejected(
      RecordDecoder by, byte[] record, RejectReason reason, String field) {
    assertThat(by.decode(record, 0, BROKER_TIME)).as("accepted").isFalse();
    assertThat(by.reject().reason()).as(by.reject().toString()).isEqualTo(reason);
    assertThat(by.reject().field()).isEqualTo(field);
  }

  private static String with(String field, String value) {
    return TRADE.replaceFirst(
        "\"" + field + "\":(\"[^\"]*\"|[^,}]*)",
        java.util.regex.Matcher.quoteReplacement("\"" + field + "\":" + value));
  }

  private static String without(String field) {
    return TRADE.replaceFirst("\"" + field + "\":(\"[^\"]*\"|[^,}]*),?", "").replace(",}", "}");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
