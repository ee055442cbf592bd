package io.sluice.decode;

import io.sluice.contract.Field;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;

/** A DECIMAL: a number, or a string of one; exactly as written, or refused. */
final class DecimalColumn extends Column {
  private static final VarHandle HALVES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final DecimalReader reader;
  private final Bounds bounds;
  private final int scale;
  private final byte[] sixteen = new byte[2 * Long.BYTES];

  DecimalColumn(Field field) {
    super(field);
    reader = new DecimalReader(field.type());
    scale = field.type().scale();
    bounds = new Bounds(field.limits(), scale);
  }

  @Override
  Reject read(long brokerTimeMillis) {
    RejectReason problem =
        isString() || token == Token.INTEGER || token == Token.NUMBER
            ? reader.read(buffer, start, end)
            : RejectReason.WRONG_TYPE;
    if (problem == RejectReason.WRONG_TYPE) {
      return wrongType("a decimal");
    }
    if (problem != null) {
      String type = "must fit decimal(%d,%d)".formatted(field().type().precision(), scale);
      return reject(problem, type);
    }
    high = reader.high();
    low = reader.low();
    return bounds.contain(high, low)
        ? null
        : reject(RejectReason.OUT_OF_RANGE, Bounds.inWords(field().limits()));
  }

  /** The value with the column's scale. */
  BigDecimal value() {
    if (high == low >> 63) {
      return BigDecimal.valueOf(low, scale);
    }
    HALVES.set(sixteen, 0, high);
    HALVES.set(sixteen, Long.BYTES, low);
    return new BigDecimal(new BigInteger(sixteen), scale);
  }
}
