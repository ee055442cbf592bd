package io.sluice.audit;

import io.sluice.contract.Comparison;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Violating rows, or their share of all, as a rule asks for it. */
final class Figure {
  private Figure() {}

  static Finding finding(
      String table, String rule, String slice, Comparison allowed, long bad, long all) {
    BigDecimal observed = BigDecimal.valueOf(bad);
    String text = bad + " rows";
    if (allowed.unit() == Comparison.Unit.PERCENT) {
      observed = percent(bad, all);
      text = observed.toPlainString() + " percent";
    }
    return Finding.of(table, rule, slice, text, allowed, allowed.allows(observed));
  }

  /** Six digits after the point; 0 of nothing is 0 percent. */
  static BigDecimal percent(long part, long all) {
    return all == 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(part)
            .movePointRight(2)
            .divide(BigDecimal.valueOf(all), 6, RoundingMode.HALF_UP);
  }
}
