package io.sluice.decode;

import io.sluice.contract.Field;
import io.sluice.contract.Limits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** A DOUBLE: a number, or a string of one; the nearest double. Never NaN, never infinite. */
final class DoubleColumn extends Column {
  private final JsonNumber grammar = new JsonNumber();
  private final double minimum;
  private final double exclusiveMinimum;
  private final double maximum;
  private final double exclusiveMaximum;

  DoubleColumn(Field field) {
    super(field);
    Limits limits = field.limits();
    minimum = limits.minimum().map(BigDecimal::doubleValue).orElse(Double.NEGATIVE_INFINITY);
    exclusiveMinimum =
        limits.exclusiveMinimum().map(BigDecimal::doubleValue).orElse(Double.NEGATIVE_INFINITY);
    maximum = limits.maximum().map(BigDecimal::doubleValue).orElse(Double.POSITIVE_INFINITY);
    exclusiveMaximum =
        limits.exclusiveMaximum().map(BigDecimal::doubleValue).orElse(Double.POSITIVE_INFINITY);
  }

  @Override
  Reject read(long brokerTimeMillis) {
    boolean isNumber =
        token == Token.INTEGER
            || token == Token.NUMBER
            || (isString() && grammar.isAll(buffer, start, end));
    if (!isNumber) {
      return wrongType("a number");
    }
    String text = new String(buffer, start, end - start, StandardCharsets.ISO_8859_1);
    number = Double.parseDouble(text) + 0.0; // adding 0 makes a 0 of -0
    if (Double.isInfinite(number)) {
      return reject(RejectReason.DOES_NOT_FIT, "must fit a double");
    }
    boolean inside =
        number >= minimum
            && number > exclusiveMinimum
            && number <= maximum
            && number < exclusiveMaximum;
    return inside ? null : reject(RejectReason.OUT_OF_RANGE, Bounds.inWords(field().limits()));
  }
}
