package io.sluice.contract;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an audit's figure must be.
 *
 * @param value the bound, or the lower of two
 * @param upper the upper bound of a between, both bounds being inside; null otherwise
 * @param unit what the observed figure counts: violating rows, or their share of all rows in
 *     percent (0 to 100)
 */
public record Comparison(Operator operator, BigDecimal value, BigDecimal upper, Unit unit)
    implements Serializable {
  /** What a rule counts. */
  public enum Unit {
    ROWS,
    PERCENT
  }

  /** The standard's comparisons. */
  public enum Operator {
    MUST_BE("mustBe", "="),
    MUST_NOT_BE("mustNotBe", "!="),
    MUST_BE_GREATER_THAN("mustBeGreaterThan", ">"),
    MUST_BE_GREATER_OR_EQUAL_TO("mustBeGreaterOrEqualTo", ">="),
    MUST_BE_LESS_THAN("mustBeLessThan", "<"),
    MUST_BE_LESS_OR_EQUAL_TO("mustBeLessOrEqualTo", "<="),
    MUST_BE_BETWEEN("mustBeBetween", "between"),
    MUST_NOT_BE_BETWEEN("mustNotBeBetween", "not between");

    private final String label;
    private final String sign;

    Operator(String label, String sign) {
      this.label = label;
      this.sign = sign;
    }

    /** The name in a contract. */
    public String label() {
      return label;
    }

    static Optional<Operator> of(String label) {
      return Arrays.stream(values()).filter(o -> o.label.equals(label)).findFirst();
    }

    boolean takesTwo() {
      return this == MUST_BE_BETWEEN || this == MUST_NOT_BE_BETWEEN;
    }
  }

  /** Not a single row: what every limit of a field implies. */
  public static final Comparison NO_ROWS =
      new Comparison(Operator.MUST_BE, BigDecimal.ZERO, null, Unit.ROWS);

  public Comparison {
    if ((upper != null) != operator.takesTwo()) {
      throw new IllegalArgumentException(
          "Cannot make a comparison: wrong number of bounds for %s: %s, %s"
              .formatted(operator.label(), value, upper));
    }
  }

  /** Whether the figure is as it must be. Numbers are compared by value: 0.0 equals 0. */
  public boolean allows(BigDecimal observed) {
    int order = observed.compareTo(value);
    return switch (operator) {
      case MUST_BE -> order == 0;
      case MUST_NOT_BE -> order != 0;
      case MUST_BE_GREATER_THAN -> order > 0;
      case MUST_BE_GREATER_OR_EQUAL_TO -> order >= 0;
      case MUST_BE_LESS_THAN -> order < 0;
      case MUST_BE_LESS_OR_EQUAL_TO -> order <= 0;
      case MUST_BE_BETWEEN -> order >= 0 && observed.compareTo(upper) <= 0;
      case MUST_NOT_BE_BETWEEN -> order < 0 || observed.compareTo(upper) > 0;
    };
  }

  /** Such as {@code = 0} or {@code < 5 percent}. */
  @Override
  public String toString() {
    String bounds =
        upper == null
            ? value.toPlainString()
            : value.toPlainString() + " and " + upper.toPlainString();
    return operator.sign + " " + bounds + (unit == Unit.PERCENT ? " percent" : "");
  }
}
