package io.sluice.market;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Arithmetic on decimal(38,18), where null means unknown: missing, or too large to be stored. */
final class Decimal38 {
  static final BigDecimal ZERO = BigDecimal.ZERO.setScale(18);

  private static final int PRECISION = 38;
  private static final int SCALE = 18;

  private Decimal38() {}

  /** The value at scale 18, rounded HALF_EVEN; null if it is unknown or has more than 38 digits. */
  static BigDecimal fit(BigDecimal value) {
    if (value == null) {
      return null;
    }

    // The exponent is looked at first: rescaling 1e999999999 would fill the memory.
    long integerDigits = (long) value.precision() - value.scale();
    if (value.signum() == 0 || integerDigits < -SCALE) {
      return ZERO;
    }

    if (integerDigits > PRECISION - SCALE) {
      return null;
    }

    BigDecimal rounded = value.setScale(SCALE, RoundingMode.HALF_EVEN);
    return rounded.precision() > PRECISION ? null : rounded;
  }

  /** The exact sum, fitted; unknown as soon as one of the values is. */
  static BigDecimal sum(List<BigDecimal> values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal value : values) {
      if (value == null) {
        return null;
      }

      sum = sum.add(value);
    }

    return fit(sum);
  }

  /** {@code amount / quantity}, rounded once; unknown if either is, or if quantity is zero. */
  static BigDecimal ratio(BigDecimal amount, BigDecimal quantity) {
    if (amount == null || quantity == null || quantity.signum() == 0) {
      return null;
    }

    return fit(amount.divide(quantity, SCALE, RoundingMode.HALF_EVEN));
  }

  /** Whether both are the same number, whatever their scales, or both unknown. */
  static boolean same(BigDecimal one, BigDecimal other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }

    return one.compareTo(other) == 0;
  }
}
