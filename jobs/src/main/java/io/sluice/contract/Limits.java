package io.sluice.contract;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What a single value may be, apart from its type.
 *
 * @param minLength in characters (Unicode code points)
 * @param maxLength in characters (Unicode code points)
 * @param pattern regular expression that must be found in the text; anchor it with ^ and $
 */
public record Limits(
    Optional<BigDecimal> minimum,
    Optional<BigDecimal> exclusiveMinimum,
    Optional<BigDecimal> maximum,
    Optional<BigDecimal> exclusiveMaximum,
    Optional<Integer> minLength,
    Optional<Integer> maxLength,
    Optional<String> pattern)
    implements Serializable {
  /** No limits. */
  public static final Limits NONE =
      new Limits(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
