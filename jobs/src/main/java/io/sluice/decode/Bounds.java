package io.sluice.decode;

import io.sluice.contract.Limits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The limits of a number, for unscaled values of 128 bits at the column's scale. Limits that lie
 * between two such values move to the next one inside, so the comparison stays exact.
 */
final class Bounds {
  private static final BigInteger LEAST = BigInteger.ONE.shiftLeft(127).negate();
  private static final BigInteger GREATEST = LEAST.not();

  private final long lowestHigh;
  private final long lowestLow;
  private final long highestHigh;
  private final long highestLow;

  Bounds(Limits limits, int scale) {
    BigInteger lowest =
        limits
            .minimum()
            .map(m -> unscaled(m, scale, RoundingMode.CEILING))
            .orElse(LEAST)
            .max(
                limits
                    .exclusiveMinimum()
                    .map(m -> unscaled(m, scale, RoundingMode.FLOOR).add(BigInteger.ONE))
                    .orElse(LEAST));
    BigInteger highest =
        limits
            .maximum()
            .map(m -> unscaled(m, scale, RoundingMode.FLOOR))
            .orElse(GREATEST)
            .min(
                limits
                    .exclusiveMaximum()
                    .map(m -> unscaled(m, scale, RoundingMode.CEILING).subtract(BigInteger.ONE))
                    .orElse(GREATEST));
    // No column has more than 38 digits, so nothing is lost at the ends of 128 bits.
    lowest = lowest.max(LEAST).min(GREATEST);
    highest = highest.max(LEAST).min(GREATEST);
    lowestHigh = lowest.shiftRight(64).longValue();
    lowestLow = lowest.longValue();
    highestHigh = highest.shiftRight(64).longValue();
    highestLow = highest.longValue();
  }

  boolean contain(long high, long low) {
    return compare(high, low, lowestHigh, lowestLow) >= 0
        && compare(high, low, highestHigh, highestLow) <= 0;
  }

  /** The limits in words, for a value that is not inside. */
  static String inWords(Limits limits) {
    StringBuilder words = new StringBuilder("must be ");
    limits.minimum().ifPresent(m -> append(words, "at least ", m));
    limits.exclusiveMinimum().ifPresent(m -> append(words, "greater than ", m));
    limits.maximum().ifPresent(m -> append(words, "at most ", m));
    limits.exclusiveMaximum().ifPresent(m -> append(words, "less than ", m));
    return words.toString();
  }

  private static void append(StringBuilder words, String relation, BigDecimal limit) {
    words
        .append(words.length() > "must be ".length() ? " and " : "")
        .append(relation)
        .append(limit.toPlainString());
  }

  private static BigInteger unscaled(BigDecimal limit, int scale, RoundingMode towards) {
    return limit.setScale(scale, towards).unscaledValue();
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    return high != otherHigh ? Long.compare(high, otherHigh) : Long.compareUnsigned(low, otherLow);
  }
}
