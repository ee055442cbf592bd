package io.sluice.audit;

import io.sluice.contract.Comparison;
import io.sluice.contract.RowRule;

/**
 * Something that must hold for each row by itself; all of them are looked at in one pass.
 *
 * @param rule its name in the evidence
 * @param badRow Spark SQL predicate, true for a row that breaks it; false or null for every other
 * @param allowed how many may
 */
record RowCondition(String rule, String badRow, Comparison allowed) {
  static RowCondition none(String rule, String badRow) {
    return new RowCondition(rule, badRow, Comparison.NO_ROWS);
  }

  static RowCondition of(RowRule rule) {
    return new RowCondition(rule.name(), rule.badRowPredicate(), rule.comparison());
  }
}
