package io.sluice.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The rules that a field's own definition implies: not a single row may differ from it. */
final class ImpliedRules {
  private ImpliedRules() {}

  static QualityRule required(String field) {
    return implied(field, "required", SqlText.column(field) + " IS NULL");
  }

  static QualityRule unique(String field) {
    return new UniqueRule(field + "_unique", "", List.of(field), Comparison.NO_ROWS);
  }

  static List<QualityRule> of(String field, Limits limits) {
    List<QualityRule> rules = new ArrayList<>();
    String column = SqlText.column(field);
    limits.minimum().ifPresent(m -> rules.add(bound(field, "minimum", " < ", m)));
    limits
        .exclusiveMinimum()
        .ifPresent(m -> rules.add(bound(field, "exclusive_minimum", " <= ", m)));
    limits.maximum().ifPresent(m -> rules.add(bound(field, "maximum", " > ", m)));
    limits
        .exclusiveMaximum()
        .ifPresent(m -> rules.add(bound(field, "exclusive_maximum", " >= ", m)));
    limits
        .minLength()
        .ifPresent(
            n -> rules.add(implied(field, "min_length", "length(%s) < %d".formatted(column, n))));
    limits
        .maxLength()
        .ifPresent(
            n -> rules.add(implied(field, "max_length", "length(%s) > %d".formatted(column, n))));
    limits
        .pattern()
        .ifPresent(
            p ->
                rules.add(
                    implied(
                        field,
                        "pattern",
                        "NOT (%s RLIKE %s)".formatted(column, SqlText.string(p)))));
    return rules;
  }

  private static QualityRule bound(String field, String suffix, String sign, BigDecimal value) {
    return implied(field, suffix, SqlText.column(field) + sign + value.toPlainString());
  }

  private static QualityRule implied(String field, String suffix, String predicate) {
    return new RowRule(field + "_" + suffix, "", field, predicate, Comparison.NO_ROWS);
  }
}
