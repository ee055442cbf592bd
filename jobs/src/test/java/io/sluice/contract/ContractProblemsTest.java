package io.sluice.contract;

import static io.sluice.contract.SensorsYaml.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContractProblemsTest {
  private static final String READING = "schema[0].properties[reading]";
  private static final String CUSTOM = "schema[0].customProperties";

  @Test
  void theContractThatTestsBendIsFine() {
    assertThat(Contract.parse("sensors.yaml", SensorsYaml.TEXT).topic()).isEqualTo("sensors");
  }

  @Test
  void allProblemsComeInOneMessageInTheOrderOfTheFile() {
    String yaml =
        SensorsYaml.TEXT
            .replace("kind: DataContract", "kind: Agreement")
            .replace("physicalType: double", "physicalType: float")
            .replace("value: iso8601", "value: millis")
            .replace("value: PT1M", "value: one minute")
            .replace("value: at}", "value: when}");

    assertThatThrownBy(() -> Contract.parse("sensors.yaml", yaml))
        .isInstanceOf(ContractException.class)
        .hasMessage(
            """
            Cannot read contract sensors.yaml: 5 problems:
              - kind: must be DataContract: "Agreement"
              - schema[0].properties[at].customProperties[unit]: must be one of s, ms, us, ns, iso8601: "millis"
              - schema[0].properties[reading].physicalType: of number must be double or decimal(precision,scale) with at most 38 digits: float
              - schema[0].customProperties[eventTime]: no such field: when
              - schema[0].customProperties[lateness]: must be an ISO-8601 duration from PT0S to 100 years, such as PT10S: "one minute\"""");
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  void eachProblemHasItsMessage(String yaml, String problem) {
    ContractException e =
        catchThrowableOfType(ContractException.class, () -> Contract.parse("sensors.yaml", yaml));

    assertThat(e).isNotNull();
    assertThat(e.problems()).containsExactly(problem);
  }

  static Stream<Arguments> eachProblemHasItsMessage() {
    return Stream.of(
        // The document
        arguments("", "must be a mapping: nothing"),
        arguments("- 1", "must be a mapping: [1]"),
        arguments("a: [", "line 1: not a YAML document: while parsing a flow node"),
        arguments(
            with("version: 2.0.0", "version: 2.0.0", "version: 2.0.1"),
            "line 5: not a YAML document: Duplicate field 'version'"),
        arguments(SensorsYaml.TEXT + "---\na: 1\n", "must be one YAML document: two at line 29"),
        arguments(with("version: 2.0.0"), "version: is missing"),
        arguments(with("version: 2.0.0", "version: 2.0"), "version: must be a text: 2.0"),
        arguments(
            with("apiVersion: v3.1.0", "apiVersion: v2.2.2"),
            "apiVersion: must be v3.1 of the standard: \"v2.2.2\""),
        arguments(with("apiVersion: v3.1.0"), "apiVersion: is missing"),
        arguments(
            SensorsYaml.TEXT + "  - name: second\n", "schema: must have exactly one element: 2"),
        arguments(
            with("- name: sensors", "- name: sensor data"),
            "schema[0].name: must be a plain identifier: sensor data"),
        // Fields
        arguments(
            with("- name: reading", "- name: _reading"),
            "schema[0].properties[_reading].name: must be a plain identifier: _reading"),
        arguments(
            with("- name: reading", "- name: Sensor"),
            "schema[0].properties[Sensor].name: is taken (upper and lower case count as one):"
                + " Sensor"),
        arguments(
            with("logicalType: integer"), "schema[0].properties[count].logicalType: is missing"),
        arguments(
            with("logicalType: integer", "logicalType: date"),
            "schema[0].properties[count].logicalType: must be one of string, integer, number,"
                + " boolean, timestamp: date"),
        arguments(
            with("logicalType: integer", "logicalType: integer", "physicalType: int"),
            "schema[0].properties[count].physicalType: of integer must be bigint: int"),
        arguments(
            with("physicalType: double", "physicalType: decimal(39,18)"),
            READING
                + ".physicalType: of number must be double or decimal(precision,scale) with at"
                + " most 38 digits: decimal(39,18)"),
        arguments(
            with("physicalType: double", "physicalType: decimal(8,9)"),
            READING
                + ".physicalType: of number must be double or decimal(precision,scale) with at"
                + " most 38 digits: decimal(8,9)"),
        arguments(
            with("physicalType: double", "physicalType: double", "required: sometimes"),
            READING + ".required: must be true or false: \"sometimes\""),
        arguments(
            with("- {property: unit, value: iso8601}", "- {property: other, value: 1}"),
            "schema[0].properties[at].customProperties[unit]: is missing"),
        arguments(
            with("- {property: unit, value: iso8601}", "- {property: unit, value: s}")
                .replace("value: s}", "value: s}, {property: unit, value: ms}]")
                .replace("    - {property: unit", "    [{property: unit"),
            "schema[0].properties[at].customProperties[1].property: is given twice: unit"),
        arguments(
            with(
                "physicalType: double", "physicalType: double", "logicalTypeOptions: {minimum: x}"),
            READING + ".logicalTypeOptions.minimum: must be a number of at most 38 digits: \"x\""),
        arguments(
            with(
                "physicalType: double",
                "physicalType: double",
                "logicalTypeOptions: {multipleOf: 2}"),
            READING + ".logicalTypeOptions.multipleOf: not supported for this logicalType: 2"),
        arguments(
            with(
                "- name: sensor",
                "- name: sensor",
                "  logicalTypeOptions: {minLength: 3, maxLength: 2}"),
            "schema[0].properties[sensor].logicalTypeOptions: minLength must not be above"
                + " maxLength: 3"),
        arguments(
            with("- name: sensor", "- name: sensor", "  logicalTypeOptions: {pattern: '('}"),
            "schema[0].properties[sensor].logicalTypeOptions.pattern: must be a regular"
                + " expression: ("),
        // Key, partitions, defaults
        arguments(
            SensorsYaml.TEXT.replace(
                "primaryKey: true", "primaryKey: true\n        primaryKeyPosition: 1"),
            "schema[0]: primaryKeyPosition 1 is taken twice: sensor, at"),
        arguments(
            with("physicalType: double", "physicalType: double", "partitioned: true")
                .replace(
                    "partitioned: true",
                    "partitioned: true\n        customProperties: [{property: transform, value:"
                        + " day}]"),
            READING + ".customProperties[transform]: needs logicalType timestamp: day"),
        arguments(
            with(
                "physicalType: double",
                "physicalType: double",
                "partitioned: true",
                "customProperties: [{property: transform, value: 'bucket[4]'}]"),
            READING
                + ".customProperties[transform]: cannot be used on this logicalType: bucket[4]"),
        arguments(
            with(
                "physicalType: double",
                "physicalType: double",
                "partitioned: true",
                "customProperties: [{property: transform, value: week}]"),
            READING
                + ".customProperties[transform]: must be one of day, hour, month, identity,"
                + " bucket[N]: week"),
        arguments(
            with(
                "logicalType: integer",
                "logicalType: integer",
                "customProperties: [{property: defaultFrom, value: [reading]}]"),
            "schema[0].properties[count]: defaultFrom must name another string or integer, or"
                + " _offset: reading"),
        arguments(
            with(
                "logicalType: integer",
                "logicalType: integer",
                "customProperties: [{property: defaultFrom, value: [_offset, sensor]}]"),
            "schema[0].properties[count]: defaultFrom never gets beyond _offset: [_offset,"
                + " sensor]"),
        arguments(
            with(
                "physicalType: double",
                "physicalType: double",
                "customProperties: [{property: defaultFrom, value: [count]}]"),
            READING + ": defaultFrom needs logicalType integer: [count]"),
        // Ours
        arguments(with("- {property: eventTime, value: at}"), CUSTOM + "[eventTime]: is missing"),
        arguments(
            with("- {property: eventTime, value: at}", "- {property: eventTime, value: count}"),
            CUSTOM + "[eventTime]: must name a required timestamp: count"),
        arguments(with("- {property: lateness, value: PT1M}"), CUSTOM + "[lateness]: is missing"),
        arguments(
            custom("lateness", "-PT1S", "- {property: lateness, value: PT1M}"),
            CUSTOM
                + "[lateness]: must be an ISO-8601 duration from PT0S to 100 years, such as PT10S:"
                + " \"-PT1S\""),
        arguments(
            custom("maxFuture", "P1000000D"),
            CUSTOM
                + "[maxFuture]: must be an ISO-8601 duration from PT0S to 100 years, such as"
                + " PT10S: \"P1000000D\""),
        arguments(
            custom("earliest", "0000-12-31T00:00:00Z"),
            CUSTOM
                + "[earliest]: must be an instant from 0001 to 9999 such as 2000-01-01T00:00:00Z:"
                + " \"0000-12-31T00:00:00Z\""),
        arguments(
            custom("duplicates", "some", "- {property: duplicates, value: within-lateness}"),
            CUSTOM + "[duplicates]: must be one of by-sequence, within-lateness, none: \"some\""),
        arguments(
            custom("duplicates", "by-sequence", "- {property: duplicates, value: within-lateness}"),
            CUSTOM + "[duplicates]: by-sequence needs the customProperty sequence"),
        arguments(
            SensorsYaml.TEXT.replace("        primaryKey: true\n", ""),
            CUSTOM + "[duplicates]: within-lateness needs a primaryKey"),
        arguments(
            SensorsYaml.TEXT.replaceFirst(" +required: true\n", ""),
            CUSTOM
                + "[duplicates]: within-lateness needs a required field, as it leads the primaryKey:"
                + " sensor"),
        arguments(
            custom("sequence", "sensor"), CUSTOM + "[sequence]: must name an integer: sensor"),
        arguments(custom("messageKey", "place"), CUSTOM + "[messageKey]: no such field: place"),
        arguments(
            custom("candles", "{emptyBars: wide}"),
            CUSTOM + "[candles].emptyBars: must be one of none, flat: \"wide\""),
        arguments(custom("candles", "flat"), CUSTOM + "[candles]: must be a mapping: \"flat\""),
        arguments(
            custom("maxRecordBytes", "0"),
            CUSTOM + "[maxRecordBytes]: must be a whole number of at least 2: 0"),
        arguments(custom("sortBy", "[place]"), CUSTOM + "[sortBy]: no such field: place"),
        arguments(
            custom("sortBy", "[at, at]"),
            CUSTOM + "[sortBy]: must name each only once: [\"at\",\"at\"]"),
        arguments(custom("format", "avro"), CUSTOM + "[format]: must be one of json: \"avro\""),
        arguments(
            custom("topic", "a topic"), CUSTOM + "[topic]: must be a Kafka topic's name: a topic"));
  }

  private static String custom(String property, String value) {
    return SensorsYaml.TEXT + "      - {property: %s, value: %s}\n".formatted(property, value);
  }

  private static String custom(String property, String value, String instead) {
    return with(instead, "- {property: %s, value: %s}".formatted(property, value));
  }
}
