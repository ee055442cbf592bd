package io.sluice.decode;

import io.sluice.contract.Field;

/** A BOOLEAN: true or false, nothing that looks like it. */
final class BooleanColumn extends Column {
  BooleanColumn(Field field) {
    super(field);
  }

  @Override
  Reject read(long brokerTimeMillis) {
    low = token == Token.TRUE ? 1 : 0;
    return token == Token.TRUE || token == Token.FALSE ? null : wrongType("true or false");
  }
}
