package io.sluice.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sluice.contract.FieldType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DecoderPropertiesTest {
  private static final EnumSet<RejectReason> NO_JSON =
      EnumSet.of(RejectReason.NOT_UTF8, RejectReason.NOT_JSON);
  private static final String[] SEEDS = {
    "{\"exchange\":\"x\",\"symbol\":\"S\",\"trade_id\":\"1\",\"price\":\"1.5\",\"quantity\":2,"
        + "\"side\":\"buy\",\"event_time\":1704067200123,\"sequence\":9}",
    " { \"a\\u00e9\\n\" : [ 1 , -0.5e+3 , [ ] , { } , true , false , null , \"é😀\" ] , \"b\" : {\"c\":0} } ",
    "[[[[{\"a\":{\"a\":[1,2,3]}}]]]]"
  };

  private final RecordDecoder decoder = RecordDecoder.of(Contracts.trades());
  private final JsonFactory jackson =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(10_000).build())
          .build();

  @Property
  void aDecimalThatFitsIsReadExactlyAndAnyOtherIsRefused(
      @ForAll("decimals") BigDecimal decimal,
      @ForAll @IntRange(min = 1, max = 38) int precision,
      @ForAll @IntRange(min = 0, max = 38) int anyScale) {
    FieldType type = FieldType.decimal(precision, Math.min(anyScale, precision));
    DecimalReader reader = new DecimalReader(type);
    BigDecimal expected = fitting(decimal, type);

    for (String text : new String[] {decimal.toString(), decimal.toPlainString()}) {
      byte[] padded = ("\"" + text + "\"").getBytes(StandardCharsets.US_ASCII);
      RejectReason problem = reader.read(padded, 1, padded.length - 1);

      if (expected == null) {
        assertThat(problem).isEqualTo(RejectReason.DOES_NOT_FIT);
      } else {
        assertThat(problem).isNull();
        assertThat(new BigDecimal(unscaled(reader), type.scale())).isEqualTo(expected);
      }
    }
  }

  @Property
  void aPriceIsTheSameAsStringAndAsNumber(@ForAll("decimals") BigDecimal decimal) {
    BigDecimal price = fitting(decimal.abs(), FieldType.decimal(38, 18));
    for (String text :
        new String[] {decimal.abs().toString(), '"' + decimal.abs().toString() + '"'}) {
      byte[] record =
          ("{\"exchange\":\"x\",\"symbol\":\"S\",\"price\":%s,\"quantity\":2,"
                  + "\"event_time\":1704067200123}")
              .formatted(text)
              .getBytes(StandardCharsets.UTF_8);

      boolean accepted = decoder.decode(record, 0, 1_704_067_200_123L);

      assertThat(accepted).isEqualTo(price != null && price.signum() > 0);
      if (accepted) {
        assertThat(decoder.decimalValue(3)).isEqualTo(price);
      }
    }
  }

  @Property
  void aLongIsReadWhereJavaReadsIt(@ForAll("integers") BigInteger integer) {
    byte[] text = integer.toString().getBytes(StandardCharsets.US_ASCII);
    LongReader reader = new LongReader();

    RejectReason problem = reader.read(text, 0, text.length);

    assertThat(problem == null).isEqualTo(integer.bitLength() < 64);
    if (problem == null) {
      assertThat(reader.value()).isEqualTo(integer.longValueExact());
    }
  }

  @Property
  void anyBytesAreDecidedWithoutAnException(@ForAll byte[] record) {
    assertDecided(record);
  }

  @Property
  void anyBytesAreUtf8WhereJavaSaysSo(@ForAll byte[] bytes) {
    int ascii = Utf8.ascii(bytes);

    assertThat(Utf8.invalid(bytes, ascii) < 0).isEqualTo(isUtf8(bytes));
  }

  @Property
  void anyCharactersAreUtf8(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThat(Utf8.invalid(bytes, 0)).isNegative();
    assertThat(Utf8.characters(bytes, 0, bytes.length))
        .isEqualTo(text.codePointCount(0, text.length()));
  }

  @Property(tries = 20_000)
  void whatIsJsonIsDecidedAsJacksonDoes(@ForAll("almostJson") byte[] record) {
    assertDecided(record);
  }

  @Provide
  Arbitrary<BigDecimal> decimals() {
    Arbitrary<BigInteger> digits =
        Arbitraries.oneOf(
            Arbitraries.bigIntegers(),
            Arbitraries.longs().map(BigInteger::valueOf),
            Arbitraries.integers().between(-20, 20).map(BigInteger::valueOf),
            Arbitraries.integers().between(0, 40).map(BigInteger.TEN::pow),
            Arbitraries.integers()
                .between(0, 40)
                .map(n -> BigInteger.TEN.pow(n).subtract(BigInteger.ONE)),
            Arbitraries.bigIntegers()
                .between(BigInteger.TEN.pow(36).negate(), BigInteger.TEN.pow(39)));
    return Combinators.combine(digits, Arbitraries.integers().between(-45, 45)).as(BigDecimal::new);
  }

  @Provide
  Arbitrary<BigInteger> integers() {
    BigInteger end = BigInteger.ONE.shiftLeft(63);
    return Arbitraries.oneOf(
        Arbitraries.bigIntegers().between(end.negate().shiftLeft(2), end.shiftLeft(2)),
        Arbitraries.integers().between(-12, 12).map(n -> end.add(BigInteger.valueOf(n))),
        Arbitraries.integers().between(-12, 12).map(n -> end.negate().add(BigInteger.valueOf(n))),
        Arbitraries.bigIntegers());
  }

  @Provide
  Arbitrary<byte[]> almostJson() {
    Arbitrary<Integer> seed = Arbitraries.of(0, 1, 2);
    Arbitrary<Long> mutations = Arbitraries.longs();
    return Combinators.combine(seed, mutations)
        .as((s, m) -> new Mutations(m).of(SEEDS[s].getBytes(StandardCharsets.UTF_8)));
  }

  private void assertDecided(byte[] record) {
    boolean accepted = decoder.decode(record, 0, 1_704_067_200_123L);

    assertThat(accepted).isEqualTo(decoder.reject() == null);
    boolean isJson = accepted || !NO_JSON.contains(decoder.reject().reason());
    boolean lone = !accepted && decoder.reject().detail().startsWith("half a surrogate");
    if (!lone) { // Jackson lets these through
      assertThat(isJson).as(Arrays.toString(record)).isEqualTo(isUtf8(record) && isJson(record));
    }
  }

  private boolean isJson(byte[] record) {
    // From a string: given bytes, Jackson would also take a BOM, UTF-16 and UTF-32.
    try (JsonParser parser = jackson.createParser(new String(record, StandardCharsets.UTF_8))) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static BigDecimal fitting(BigDecimal decimal, FieldType type) {
    try {
      BigDecimal scaled = decimal.setScale(type.scale(), RoundingMode.UNNECESSARY);
      return scaled.precision() <= type.precision() ? scaled : null;
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static BigInteger unscaled(DecimalReader reader) {
    return BigInteger.valueOf(reader.high())
        .shiftLeft(64)
        .add(new BigInteger(Long.toUnsignedString(reader.low())));
  }
}
