package io.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.contract.Comparison.Operator;
import io.sluice.contract.Comparison.Unit;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QualityRulesTest {
  private static final Comparison AT_MOST_ONE_PERCENT =
      new Comparison(Operator.MUST_BE_LESS_OR_EQUAL_TO, BigDecimal.ONE, null, Unit.PERCENT);

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aFieldsRuleIsReadFromItsQuality(String quality, QualityRule rule) {
    assertThat(ofSensor(quality).rules()).hasSize(3).contains(rule);
  }

  static Stream<Arguments> aFieldsRuleIsReadFromItsQuality() {
    return Stream.of(
        arguments(
            "{metric: nullValues, mustBeLessOrEqualTo: 1, unit: percent}",
            row("sensor_null_values", "sensor IS NULL", AT_MOST_ONE_PERCENT)),
        arguments(
            "{type: library, name: known, description: ' Known. ', metric: missingValues,"
                + " arguments: {missingValues: [null, '', 'N/A']}, mustBe: 0}",
            new RowRule(
                "known",
                "Known.",
                "sensor",
                "sensor IS NULL OR sensor IN ('', 'N/A')",
                Comparison.NO_ROWS)),
        arguments(
            "{metric: invalidValues, arguments: {validValues: [it's, 'a\\b']},"
                + " mustBeLessOrEqualTo: 1, unit: percent}",
            row(
                "sensor_invalid_values",
                "sensor IS NOT NULL AND sensor NOT IN ('it\\'s', 'a\\\\b')",
                AT_MOST_ONE_PERCENT)),
        arguments(
            "{metric: invalidValues, arguments: {pattern: '^\\d+$'}, mustBe: 0}",
            row(
                "sensor_invalid_values",
                "sensor IS NOT NULL AND NOT (sensor RLIKE '^\\\\d+$')",
                Comparison.NO_ROWS)),
        arguments(
            "{metric: duplicateValues, mustBe: 0}",
            new UniqueRule("sensor_duplicate_values", "", List.of("sensor"), Comparison.NO_ROWS)),
        arguments(
            "{type: sql, query: 'SELECT max(length(${property})) FROM ${object}',"
                + " mustBeBetween: [1, 9.5]}",
            new SqlRule(
                "sensor_sql",
                "",
                "SELECT max(length(sensor)) FROM ${object}",
                new Comparison(
                    Operator.MUST_BE_BETWEEN, BigDecimal.ONE, new BigDecimal("9.5"), Unit.ROWS))));
  }

  @Test
  void aDatasetsRulesComeAfterTheFields() {
    String yaml =
        SensorsYaml.TEXT
            + """
                quality:
                  - {metric: rowCount, mustBeGreaterThan: 0}
                  - {metric: duplicateValues, arguments: {properties: [sensor, at]}, mustBe: 0}
                  - {type: text, description: Looks good.}
                  - {name: s, type: sql, query: 'SELECT count(*) FROM {table} t, ${table} u', mustNotBe: 7}
            """;

    List<QualityRule> rules = Contract.parse("sensors.yaml", yaml).rules();

    Comparison some =
        new Comparison(Operator.MUST_BE_GREATER_THAN, BigDecimal.ZERO, null, Unit.ROWS);
    Comparison notSeven = new Comparison(Operator.MUST_NOT_BE, new BigDecimal(7), null, Unit.ROWS);
    SqlRule sql = new SqlRule("s", "", "SELECT count(*) FROM {table} t, ${table} u", notSeven);
    assertThat(rules)
        .containsExactly(
            row("sensor_required", "sensor IS NULL", Comparison.NO_ROWS),
            new RowRule("at_required", "", "at", "at IS NULL", Comparison.NO_ROWS),
            new CountRule("sensors_row_count", "", some),
            new UniqueRule(
                "sensors_duplicate_values", "", List.of("sensor", "at"), Comparison.NO_ROWS),
            sql);
    assertThat(sql.query("`sensors@c-1`"))
        .isEqualTo("SELECT count(*) FROM `sensors@c-1` t, `sensors@c-1` u");
  }

  @Test
  void onlyValuesThatNoRowMayDifferFromAreCheckedOnTheWayIn() {
    String strict = "{metric: invalidValues, arguments: {validValues: [a, b]}, mustBe: 0}";
    String loose = strict.replace("mustBe: 0", "mustBeLessThan: 5");

    assertThat(ofSensor(strict).field("sensor").validValues()).containsExactly("a", "b");
    assertThat(ofSensor(loose).field("sensor").validValues()).isEmpty();
  }

  @Test
  void limitsAndUniquenessOfAFieldAreRules() {
    String yaml =
        SensorsYaml.with(
            "logicalType: integer",
            "logicalType: integer",
            "unique: true",
            "logicalTypeOptions: {minimum: -1, exclusiveMinimum: -2, maximum: 1e3, exclusiveMaximum: 2000.50}");

    Contract sensors = Contract.parse("sensors.yaml", yaml);

    assertThat(sensors.field("count").limits())
        .isEqualTo(
            new Limits(
                Optional.of(new BigDecimal("-1")),
                Optional.of(new BigDecimal("-2")),
                Optional.of(new BigDecimal("1e3")),
                Optional.of(new BigDecimal("2000.50")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(sensors.rules())
        .endsWith(
            new RowRule("count_minimum", "", "count", "count < -1", Comparison.NO_ROWS),
            new RowRule("count_exclusive_minimum", "", "count", "count <= -2", Comparison.NO_ROWS),
            new RowRule("count_maximum", "", "count", "count > 1000", Comparison.NO_ROWS),
            new RowRule(
                "count_exclusive_maximum", "", "count", "count >= 2000.50", Comparison.NO_ROWS),
            new UniqueRule("count_unique", "", List.of("count"), Comparison.NO_ROWS));
  }

  @Test
  void aColumnWhoseNameMeansSomethingToSqlIsQuoted() {
    String yaml = SensorsYaml.TEXT.replace("name: sensor\n", "name: interval\n");

    assertThat(Contract.parse("sensors.yaml", yaml).rules())
        .first()
        .isEqualTo(
            new RowRule(
                "interval_required", "", "interval", "`interval` IS NULL", Comparison.NO_ROWS));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  void eachProblemOfARuleHasItsMessage(String quality, String problem) {
    ContractException e = catchThrowableOfType(ContractException.class, () -> ofSensor(quality));

    assertThat(e).isNotNull();
    assertThat(e.problems()).containsExactly("schema[0].properties[sensor].quality" + problem);
  }

  static Stream<Arguments> eachProblemOfARuleHasItsMessage() {
    return Stream.of(
        arguments(
            "{type: custom, engine: soda, implementation: x}", "[0].type: not supported: custom"),
        arguments(
            "{type: magic, metric: nullValues, mustBe: 0}",
            "[0].type: must be one of text, library, sql, custom: \"magic\""),
        arguments("{mustBe: 0}", "[0].metric: is missing"),
        arguments(
            "{metric: freshness, mustBe: 0}",
            "[0].metric: must be one of nullValues, missingValues, invalidValues,"
                + " duplicateValues, rowCount: \"freshness\""),
        arguments("{metric: rowCount, mustBe: 0}", "[0].metric: belongs to the schema: rowCount"),
        arguments(
            "{name: n, metric: nullValues}",
            "[n]: must have exactly one comparison such as mustBe: []"),
        arguments(
            "{name: n, metric: nullValues, mustBe: 0, mustBeLessThan: 1}",
            "[n]: must have exactly one comparison such as mustBe: [mustBe, mustBeLessThan]"),
        arguments(
            "{metric: nullValues, mustBe: none}",
            "[0].mustBe: must be a number of at most 38 digits: \"none\""),
        arguments(
            "{metric: nullValues, mustBeBetween: [2, 1]}",
            "[0].mustBeBetween: must be two numbers, the smaller first: [2,1]"),
        arguments(
            "{metric: nullValues, mustBe: 0, unit: permille}",
            "[0].unit: must be one of rows, percent: \"permille\""),
        arguments(
            "{metric: missingValues, mustBe: 0}",
            "[0].arguments.missingValues: must name at least one: null"),
        arguments(
            "{metric: invalidValues, mustBe: 0}",
            "[0]: invalidValues needs either validValues or a pattern: []"),
        arguments(
            "{metric: invalidValues, mustBe: 0, arguments: {validValues: [1]}}",
            "[0].arguments: values must be texts of a string or whole numbers of an integer: [1]"),
        arguments("{type: sql, mustBe: 0}", "[0].query: is missing"),
        arguments(
            "{type: sql, query: SELECT 1, mustBe: 0}",
            "[0].query: must read from ${object}: SELECT 1"));
  }

  @Test
  void twoRulesOfOneNameAreAProblem() {
    ContractException e =
        catchThrowableOfType(
            ContractException.class,
            () -> ofSensor("{name: sensor_required, metric: nullValues, mustBe: 0}"));

    assertThat(e.problems())
        .containsExactly("schema[0]: two quality rules have the same name: sensor_required");
  }

  @ParameterizedTest
  @CsvSource({
    "MUST_BE, 5, , ROWS, '= 5', 5.00, 4",
    "MUST_NOT_BE, 5, , ROWS, '!= 5', 4, 5.0",
    "MUST_BE_GREATER_THAN, 5, , PERCENT, '> 5 percent', 5.1, 5",
    "MUST_BE_GREATER_OR_EQUAL_TO, 5, , ROWS, '>= 5', 5, 4.9",
    "MUST_BE_LESS_THAN, 5, , PERCENT, '< 5 percent', 4.9, 5",
    "MUST_BE_LESS_OR_EQUAL_TO, 5, , ROWS, '<= 5', 5, 5.1",
    "MUST_BE_BETWEEN, 1, 5, ROWS, 'between 1 and 5', 5, 5.1",
    "MUST_BE_BETWEEN, 1, 5, ROWS, 'between 1 and 5', 1, 0.9",
    "MUST_NOT_BE_BETWEEN, 1, 5, PERCENT, 'not between 1 and 5 percent', 0, 1",
    "MUST_NOT_BE_BETWEEN, 1, 5, PERCENT, 'not between 1 and 5 percent', 6, 5"
  })
  void aComparisonAllowsAndForbidsAndReadsWell(
      Operator operator,
      BigDecimal value,
      BigDecimal upper,
      Unit unit,
      String text,
      BigDecimal allowed,
      BigDecimal forbidden) {
    Comparison comparison = new Comparison(operator, value, upper, unit);

    assertThat(comparison).hasToString(text);
    assertThat(comparison.allows(allowed)).isTrue();
    assertThat(comparison.allows(forbidden)).isFalse();
  }

  private static Contract ofSensor(String quality) {
    String line = "- name: sensor";
    return Contract.parse(
        "sensors.yaml", SensorsYaml.with(line, line, "  quality:", "    - " + quality));
  }

  private static QualityRule row(String name, String predicate, Comparison comparison) {
    return new RowRule(name, "", "sensor", predicate, comparison);
  }
}
