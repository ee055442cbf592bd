package io.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Contract;
import io.sluice.decode.RecordDecoder;
import io.sluice.lake.TableSchemas;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

/** A record on its way in and its row in the table are the same record. */
class RecordSpellingTest {
  private static final List<String> IDS =
      List.of("text", "whole", "money", "large", "real", "flag", "time", "sequence");
  private static final long BROKER_MILLIS = 1_704_067_200_000L;

  private static Contract contract(String id, String duplicates) {
    return Contract.parse(
        "ids.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        version: 1.0.0
        schema:
          - name: ids
            properties:
              - {name: venue, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: lot, logicalType: number, physicalType: 'decimal(30,4)', required: true, primaryKey: true, primaryKeyPosition: 2}
              - {name: ratio, logicalType: number, physicalType: double, required: true, primaryKey: true, primaryKeyPosition: 3}
              - {name: live, logicalType: boolean, required: true, primaryKey: true, primaryKeyPosition: 4}
              - {name: text, logicalType: string}
              - {name: whole, logicalType: integer}
              - {name: money, logicalType: number, physicalType: 'decimal(9,4)'}
              - {name: large, logicalType: number, physicalType: 'decimal(38,18)'}
              - {name: real, logicalType: number, physicalType: double}
              - {name: flag, logicalType: boolean}
              - name: time
                logicalType: timestamp
                customProperties: [{property: unit, value: iso8601}]
              - name: at
                logicalType: timestamp
                required: true
                customProperties: [{property: unit, value: ms}]
              - name: sequence
                logicalType: integer
                customProperties: [{property: defaultFrom, value: [text, whole, _offset]}]
              - name: rank
                logicalType: integer
                customProperties: [{property: defaultFrom, value: [whole]}]
            customProperties:
              - {property: eventTime, value: at}
              - {property: lateness, value: PT1S}
              - {property: sequence, value: sequence}
              - {property: duplicates, value: %s}
        """
            .formatted(duplicates)
            .replace(
                "{name: " + id + ", ",
                "{name: " + id + ", primaryKey: true, primaryKeyPosition: 5, ")
            .replace(
                "- name: " + id + "\n",
                "- name: " + id + "\n        primaryKey: true\n        primaryKeyPosition: 5\n"));
  }

  @Provide
  Arbitrary<Map<String, String>> records() {
    Arbitrary<String> whole =
        Arbitraries.oneOf(
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.longs().between(-20, 20).map(String::valueOf),
            Arbitraries.of("9223372036854775807", "-9223372036854775808"));
    Arbitrary<String> text =
        Arbitraries.oneOf(
            whole.map(each -> '"' + each + '"'),
            whole,
            Arbitraries.of("\"01\"", "\"-0\"", "\"\"", "\"a\\u00e9b\"", "\"1e3\"", "\"é😀\""),
            Arbitraries.strings().alpha().ofMaxLength(40).map(each -> '"' + each + '"'));
    Arbitrary<String> money = Arbitraries.of("1", "1.5", "1.5000", "\"-1.50\"", "0", "12345.6789");
    Arbitrary<String> large =
        Arbitraries.of(
            "1",
            "1.0",
            "-0.000000000000000001",
            "\"99999999999999999999.000000000000000001\"",
            "-99999999999999999999.999999999999999999",
            "9.223372036854775808");
    Arbitrary<String> real = Arbitraries.of("0", "-0.0", "1.5", "15e-1", "1e300", "5");
    Arbitrary<String> flag = Arbitraries.of("true", "false");
    Arbitrary<String> time =
        Arbitraries.of(
            "\"1969-12-31T23:59:59.999999Z\"",
            "\"2024-01-02T03:04:05+01:00\"",
            "\"2024-01-02T02:04:05.000001Z\"");
    Arbitrary<String> at =
        Arbitraries.longs().between(BROKER_MILLIS - 3_000, BROKER_MILLIS).map(String::valueOf);
    return Combinators.combine(
            List.of(
                Arbitraries.of("\"X\"", "\"Y\"", "\"é\"").map(each -> "\"venue\":" + each),
                money.map(each -> "\"lot\":" + each),
                real.map(each -> "\"ratio\":" + each),
                flag.map(each -> "\"live\":" + each),
                at.map(each -> "\"at\":" + each),
                field("text", text),
                field("whole", whole),
                field("money", money),
                field("large", large),
                field("real", real),
                field("flag", flag),
                field("time", time),
                field("sequence", whole),
                field("rank", whole)))
        .as(
            fields -> {
              Map<String, String> record = new TreeMap<>();
              fields.stream()
                  .filter(field -> !field.isEmpty())
                  .forEach(
                      field ->
                          record.put(
                              field.substring(1, field.indexOf('"', 1)),
                              field.substring(field.indexOf(':') + 1)));
              return record;
            });
  }

  private static Arbitrary<String> field(String name, Arbitrary<String> value) {
    return value
        .map(each -> '"' + name + "\":" + each)
        .injectDuplicates(0.1)
        .optional()
        .map(each -> each.orElse(""));
  }

  @Property(tries = 3_000)
  void aRecordAndItsRowAreTheSame(
      @ForAll("records") Map<String, String> record,
      @ForAll("ids") String id,
      @ForAll boolean bucketed,
      @ForAll @LongRange(min = -20, max = 20) long anyOffset) {
    long offset = Math.abs(anyOffset);
    Contract contract = contract(id, bucketed ? "within-lateness" : "by-sequence");
    Both both = new Both(contract, record, offset);

    assertThat(both.stored.payload).isEqualTo(both.decoded.payload);
    if (looksFilledIn(record, id, offset)) {
      // Whether the sequence was sent or filled in, the row does not say.
      assertThat(both.stored.identity).isEqualTo("none");
    } else {
      assertThat(both.stored.identity).isEqualTo(both.decoded.identity);
    }
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.of(IDS);
  }

  private static boolean looksFilledIn(Map<String, String> record, String id, long offset) {
    String sequence = record.get("sequence");
    boolean counts = id.equals("sequence") || !record.containsKey(id);
    String text = record.getOrDefault("text", "").replace("\"", "");
    return sequence != null
        && counts
        && (sequence.equals(Long.toString(offset))
            || sequence.equals(text)
            || sequence.equals(record.get("whole")));
  }

  @Test
  void whatKafkaOrTheContractAddsIsNoPartOfThePayload() {
    Contract contract = contract("text", "by-sequence");
    Map<String, String> record = new TreeMap<>(SMALLEST);
    assertThat(new Both(contract, record, 5).stored.payload)
        .isEqualTo(new Both(contract, record, 9).decoded.payload);
    record.put("text", "\"12\"");
    assertThat(new Both(contract, record, 5).stored.payload)
        .isEqualTo(new Both(contract, record, 9).decoded.payload);
  }

  @Property(tries = 300)
  void anotherValueIsAnotherPayload(@ForAll("records") Map<String, String> record) {
    Contract contract = contract("text", "by-sequence");
    long payload = new Both(contract, record, 5).decoded.payload;
    Map.of("money", "77.7", "large", "0.5", "real", "7", "at", "1704067100000")
        .forEach(
            (field, value) -> {
              Map<String, String> other = new TreeMap<>(record);
              other.put(field, value);
              assertThat(new Both(contract, other, 5).stored.payload)
                  .as(field)
                  .isNotEqualTo(payload);
            });
  }

  private static final Map<String, String> SMALLEST =
      Map.of("venue", "\"X\"", "lot", "1", "ratio", "1", "live", "true", "at", "1704067200000");

  private record Spelling(String identity, long payload) {}

  /** A record as the decoder holds it and as a row of the table. */
  private static final class Both {
    private final Spelling decoded;
    private final Spelling stored;

    Both(Contract contract, Map<String, String> record, long offset) {
      StringBuilder json = new StringBuilder("{");
      record.forEach(
          (name, value) ->
              json.append(json.length() == 1 ? "" : ",")
                  .append(String.format(Locale.ROOT, "\"%s\":%s", name, value)));
      byte[] value = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
      RecordDecoder decoder = RecordDecoder.of(contract);
      assertThat(decoder.decode(value, offset, BROKER_MILLIS))
          .as(() -> json + " " + decoder.reject())
          .isTrue();
      decoded = spelling(contract, new DecodedValues(decoder).at(offset));

      List<Integer> all = IntStream.range(0, contract.fields().size()).boxed().toList();
      StoredValues values = new StoredValues(contract, all);
      InternalRow row = row(contract, decoder, offset);
      stored = spelling(contract, values.of(columns(contract, values.columns(), row)));
    }

    private static Spelling spelling(Contract contract, RecordValues values) {
      return new Spelling(
          new IdentityReader(contract, values).read().toString(),
          new PayloadReader(contract, values).read());
    }

    private static InternalRow row(Contract contract, RecordDecoder decoder, long offset) {
      RecordOrigin origin = new RecordOrigin(1, "kafka");
      origin.read(
          new GenericInternalRow(
              new Object[] {
                null, null, UTF8String.fromString("ids"), 0, offset, BROKER_MILLIS * 1_000, 0, null
              }));
      return new DecodedRow(contract, decoder).fill(origin);
    }

    private static InternalRow columns(Contract contract, List<String> names, InternalRow row) {
      StructType table = SparkSchemaUtil.convert(TableSchemas.dataset(contract));
      DataType[] types =
          names.stream()
              .map(name -> table.fields()[table.fieldIndex(name)].dataType())
              .toArray(DataType[]::new);
      Object[] values = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        values[i] = row.get(table.fieldIndex(names.get(i)), types[i]);
      }
      return UnsafeProjection.create(types).apply(new GenericInternalRow(values));
    }
  }
}
