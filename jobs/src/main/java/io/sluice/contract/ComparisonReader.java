package io.sluice.contract;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what a rule's figure must be. */
final class ComparisonReader {
  private ComparisonReader() {}

  static Optional<Comparison> read(Section rule) {
    Comparison.Unit unit =
        rule.oneOf("unit", Comparison.Unit.values(), ComparisonReader::label)
            .orElse(Comparison.Unit.ROWS);
    List<Comparison.Operator> operators =
        Arrays.stream(Comparison.Operator.values()).filter(o -> rule.has(o.label())).toList();
    if (operators.size() != 1) {
      String given =
          operators.stream().map(Comparison.Operator::label).collect(Collectors.joining(", "));
      rule.problem("must have exactly one comparison such as mustBe", "[" + given + "]");
      return Optional.empty();
    }
    Comparison.Operator operator = operators.get(0);
    if (!operator.takesTwo()) {
      return rule.number(operator.label()).map(v -> new Comparison(operator, v, null, unit));
    }
    Optional<List<BigDecimal>> bounds = rule.numbers(operator.label());
    boolean ordered =
        bounds.filter(b -> b.size() == 2 && b.get(0).compareTo(b.get(1)) < 0).isPresent();
    if (bounds.isPresent() && !ordered) {
      String must = "must be two numbers, the smaller first";
      rule.problemAt(operator.label(), must, rule.shown(operator.label()));
    }
    return ordered
        ? bounds.map(b -> new Comparison(operator, b.get(0), b.get(1), unit))
        : Optional.empty();
  }

  private static String label(Comparison.Unit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }
}
