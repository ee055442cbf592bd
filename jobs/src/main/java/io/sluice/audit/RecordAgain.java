package io.sluice.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import io.sluice.contract.Limits;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Reads a record once more, with Jackson and {@code java.time}: nothing here is shared with the
 * decoder that made the row. A record that was accepted is expected, so what it refuses is not
 * looked for.
 */
final class RecordAgain {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(Integer.MAX_VALUE)
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d*)");
  private static final Pattern ZERO = Pattern.compile("-?0(\\.0+)?([eE][+-]?\\d+)?");

  private final Contract contract;
  private final Map<String, Wire> wire = new HashMap<>();
  private final ObjectNode unknown = JSON.createObjectNode();

  private RecordAgain(Contract contract) {
    this.contract = contract;
  }

  /** What stands in the record for a field: its text and what it was. */
  private record Wire(JsonToken token, String text) {}

  /**
   * Reads a record's value.
   *
   * @throws IOException where it is no JSON object
   */
  static RecordAgain of(Contract contract, byte[] value) throws IOException {
    RecordAgain again = new RecordAgain(contract);
    try (JsonParser parser = JSON.createParser(value)) {
      again.read(parser);
    }
    return again;
  }

  private void read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no JSON object");
    }
    List<String> names = contract.fields().stream().map(Field::name).toList();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (!names.contains(name)) {
        unknown.set(name, parser.<JsonNode>readValueAsTree());
      } else if (token.isStructStart()) {
        throw new IOException(name + " is no single value");
      } else if (token != JsonToken.VALUE_NULL) {
        wire.put(name, new Wire(token, parser.getText()));
      }
    }
  }

  /** The field's value as its column has it; null where there is none. */
  Object value(Field field, long offset) throws IOException {
    Wire found = wire.get(field.name());
    if (found == null) {
      return filledIn(field, offset);
    }
    try {
      return switch (field.type().kind()) {
        case STRING -> found.text();
        case LONG -> Long.valueOf(found.text());
        case DECIMAL -> decimal(found.text());
        case DOUBLE -> Double.parseDouble(found.text()) + 0.0;
        case BOOLEAN -> Boolean.valueOf(found.text());
        case TIMESTAMP -> micros(field, found.text());
      };
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      throw new IOException("%s cannot be read: %s".formatted(field.name(), found.text()), e);
    }
  }

  private static BigDecimal decimal(String text) {
    // A zero may have an exponent that no BigDecimal can have.
    return ZERO.matcher(text).matches() ? BigDecimal.ZERO : new BigDecimal(text);
  }

  private static long micros(Field field, String text) {
    return switch (field.unit().orElseThrow()) {
      case S -> Math.multiplyExact(Long.parseLong(text), 1_000_000L);
      case MS -> Math.multiplyExact(Long.parseLong(text), 1_000L);
      case US -> Long.parseLong(text);
      case NS -> Math.floorDiv(Long.parseLong(text), 1_000L);
      case ISO8601 -> {
        Instant at = OffsetDateTime.parse(text).toInstant();
        yield Math.addExact(
            Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
      }
    };
  }

  /** The first of {@code defaultFrom} that is an integer and could be the field's own. */
  private Long filledIn(Field field, long offset) {
    for (String from : field.defaultFrom()) {
      if (!from.equals(Field.OFFSET)) {
        Long value = integer(wire.get(from));
        if (value != null && isAllowed(field, value)) {
          return value;
        }
      }
    }
    return field.defaultFrom().contains(Field.OFFSET) && isAllowed(field, offset) ? offset : null;
  }

  private static Long integer(Wire found) {
    boolean readable =
        found != null
            && (found.token() == JsonToken.VALUE_STRING
                || found.token() == JsonToken.VALUE_NUMBER_INT)
            && INTEGER.matcher(found.text()).matches()
            && !found.text().equals("-0");
    try {
      return readable ? Long.valueOf(found.text()) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isAllowed(Field field, long value) {
    Limits limits = field.limits();
    BigDecimal number = BigDecimal.valueOf(value);
    return limits.minimum().map(each -> number.compareTo(each) >= 0).orElse(true)
        && limits.exclusiveMinimum().map(each -> number.compareTo(each) > 0).orElse(true)
        && limits.maximum().map(each -> number.compareTo(each) <= 0).orElse(true)
        && limits.exclusiveMaximum().map(each -> number.compareTo(each) < 0).orElse(true)
        && (field.validValues().isEmpty()
            || field.validValues().stream().mapToLong(Long::parseLong).anyMatch(v -> v == value));
  }

  /** Whether a text is a JSON object of the same unknown fields; null: there are none. */
  boolean hasUnknown(String extra) {
    if (extra == null) {
      return unknown.isEmpty();
    }
    try {
      return !unknown.isEmpty() && JSON.readTree(extra).equals(unknown);
    } catch (IOException e) {
      return false;
    }
  }

  /** The unknown fields. */
  String unknown() {
    return unknown.toString();
  }

  /** Whether two values of a column are the same: decimals whatever their scale. */
  static boolean same(Object one, Object other) {
    if (one instanceof BigDecimal number && other instanceof BigDecimal decimal) {
      return number.compareTo(decimal) == 0;
    }
    return Objects.equals(one, other);
  }
}
