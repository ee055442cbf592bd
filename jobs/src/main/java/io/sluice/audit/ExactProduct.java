package io.sluice.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.spark.sql.api.java.UDF2;

/**
 * Price times quantity, rounded half even to scale 18; null where 38 digits do not hold it. Spark's
 * own product of two decimal(38,18) keeps six decimals only.
 */
final class ExactProduct implements UDF2<BigDecimal, BigDecimal, BigDecimal> {
  private static final long serialVersionUID = 1L;
  private static final int DIGITS = 38;
  private static final int SCALE = 18;

  @Override
  public BigDecimal call(BigDecimal price, BigDecimal quantity) {
    if (price == null || quantity == null) {
      return null;
    }
    BigDecimal product = price.multiply(quantity).setScale(SCALE, RoundingMode.HALF_EVEN);
    return product.precision() > DIGITS ? null : product;
  }
}
