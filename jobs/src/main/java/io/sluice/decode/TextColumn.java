package io.sluice.decode;

import io.sluice.contract.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A STRING: a string, or an integer, which is kept as its text. */
final class TextColumn extends Column {
  private final int minLength;
  private final int maxLength;
  private final Pattern pattern; // null if any text will do
  private final byte[][] validValues;

  TextColumn(Field field) {
    super(field);
    minLength = field.limits().minLength().orElse(0);
    maxLength = field.limits().maxLength().orElse(Integer.MAX_VALUE);
    pattern = field.limits().pattern().map(Pattern::compile).orElse(null);
    validValues =
        field.validValues().stream()
            .map(v -> v.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  @Override
  Reject read(long brokerTimeMillis) {
    if (!isString() && token != Token.INTEGER) {
      return wrongType("a string or an integer");
    }
    if (!hasLength()) {
      return reject(RejectReason.OUT_OF_RANGE, lengthInWords());
    }
    if (pattern != null && !matches()) {
      return reject(RejectReason.OUT_OF_RANGE, "must match " + pattern);
    }
    return isValid() ? null : reject(RejectReason.UNKNOWN_VALUE, "is not a known value");
  }

  private boolean hasLength() {
    int length = end - start;
    // There are never more characters than bytes, and for nearly all texts that settles it.
    if (length >= minLength && length <= maxLength && minLength <= 1) {
      return true;
    }
    int characters = Utf8.characters(buffer, start, end);
    return characters >= minLength && characters <= maxLength;
  }

  private String lengthInWords() {
    return maxLength == Integer.MAX_VALUE
        ? "must have %d characters or more".formatted(minLength)
        : "must have %d to %d characters".formatted(minLength, maxLength);
  }

  private boolean matches() {
    String text = new String(buffer, start, end - start, StandardCharsets.UTF_8);
    try {
      return pattern.matcher(text).find();
    } catch (StackOverflowError e) {
      // Java's regular expressions recurse; a text too long for this one is no text that it allows.
      return false;
    }
  }

  private boolean isValid() {
    for (byte[] valid : validValues) {
      if (Arrays.equals(buffer, start, end, valid, 0, valid.length)) {
        return true;
      }
    }
    return validValues.length == 0;
  }
}
