package io.sluice.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.spark.sql.api.java.UDF3;

/**
 * Whether a bar's vwap is its quote volume by its volume. Both are rounded to scale 18 after the
 * division was made from the exact sums, so vwap * volume may miss the quote volume by (volume + 1)
 * * 10⁻¹⁸. Without a volume, or where one of the two is unknown, there is no vwap.
 */
final class VwapHolds implements UDF3<BigDecimal, BigDecimal, BigDecimal, Boolean> {
  private static final long serialVersionUID = 1L;
  private static final int DIGITS = 38;
  private static final int SCALE = 18;

  @Override
  public Boolean call(BigDecimal vwap, BigDecimal quoteVolume, BigDecimal volume) {
    if (quoteVolume == null || volume == null || volume.signum() == 0) {
      return vwap == null;
    }
    if (vwap == null) {
      // One absurd trade must not stop all others: its vwap may have no room in the column.
      return quoteVolume.divide(volume, SCALE, RoundingMode.HALF_EVEN).precision() > DIGITS;
    }
    BigDecimal missed = vwap.multiply(volume).subtract(quoteVolume).abs();
    return missed.compareTo(volume.abs().add(BigDecimal.ONE).movePointLeft(SCALE)) <= 0;
  }
}
