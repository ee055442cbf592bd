package io.sluice.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A mapping in the contract's file and where it stands. Whoever reads a wrong value gets none; the
 * problem is noted, and reading goes on to find the next.
 */
final class Section {
  private final String path;
  private final JsonNode node;
  private final List<String> problems;
  private final boolean customProperties;

  private Section(String path, JsonNode node, List<String> problems, boolean customProperties) {
    this.path = path;
    this.node = node;
    this.problems = problems;
    this.customProperties = customProperties;
  }

  static Section root(JsonNode node, List<String> problems) {
    return new Section("", node, problems, false);
  }

  /** Notes a problem of this section; null where there is no offending value to show. */
  void problem(String what, Object value) {
    note(path, what, value);
  }

  void problemAt(String key, String what, Object value) {
    note(pathOf(key), what, value);
  }

  private void note(String where, String what, Object value) {
    problems.add(
        (where.isEmpty() ? "" : where + ": ") + what + (value == null ? "" : ": " + value));
  }

  Set<String> keys() {
    Set<String> keys = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** The value as it stands in the file, for messages. */
  String shown(String key) {
    return String.valueOf(node.get(key));
  }

  Optional<String> text(String key) {
    return value(key, JsonNode::isTextual, "must be a text", JsonNode::textValue);
  }

  Optional<String> requiredText(String key) {
    if (!has(key)) {
      problemAt(key, "is missing", null);
    }
    return text(key);
  }

  /** A text that the function can make something of; it throws where it cannot. */
  <T> Optional<T> parsed(String key, String must, Function<String, T> parse) {
    return text(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(parse.apply(text));
              } catch (RuntimeException e) {
                problemAt(key, must, shown(key));
                return Optional.empty();
              }
            });
  }

  /** One of an enum's constants, by its name in contracts. */
  <T> Optional<T> oneOf(String key, T[] constants, Function<T, String> label) {
    String labels = Arrays.stream(constants).map(label).collect(Collectors.joining(", "));
    Optional<String> text = text(key);
    Optional<T> found =
        text.flatMap(t -> Arrays.stream(constants).filter(c -> label.apply(c).equals(t)).findAny());
    if (text.isPresent() && found.isEmpty()) {
      problemAt(key, "must be one of " + labels, shown(key));
    }
    return found;
  }

  boolean flag(String key) {
    return value(key, JsonNode::isBoolean, "must be true or false", JsonNode::booleanValue)
        .orElse(false);
  }

  /** A whole number from the lowest to 2,147,483,647. */
  Optional<Integer> whole(String key, int lowest) {
    return value(
        key,
        n -> n.isIntegralNumber() && n.canConvertToInt() && n.intValue() >= lowest,
        "must be a whole number of at least " + lowest,
        JsonNode::intValue);
  }

  /** A number that a decimal column can be compared with. */
  Optional<BigDecimal> number(String key) {
    return value(
        key,
        n -> n.isNumber() && fitsLiteral(n.decimalValue()),
        "must be a number of at most 38 digits",
        JsonNode::decimalValue);
  }

  Optional<List<BigDecimal>> numbers(String key) {
    return elements(key, n -> n.isNumber() && fitsLiteral(n.decimalValue()), "numbers")
        .map(list -> list.stream().map(JsonNode::decimalValue).toList());
  }

  /** A list of texts, each once. */
  Optional<List<String>> texts(String key) {
    Optional<List<String>> texts =
        elements(key, JsonNode::isTextual, "texts")
            .map(list -> list.stream().map(JsonNode::textValue).toList());
    if (texts.isPresent() && new HashSet<>(texts.get()).size() < texts.get().size()) {
      problemAt(key, "must name each only once", shown(key));
      return Optional.empty();
    }
    return texts;
  }

  /** The elements of a list of scalars. */
  Optional<List<JsonNode>> scalars(String key) {
    return elements(key, JsonNode::isValueNode, "values");
  }

  /** The mapping under a key; an empty one if there is none. */
  Section section(String key) {
    JsonNode child =
        value(key, JsonNode::isObject, "must be a mapping", n -> n)
            .orElseGet(JsonNodeFactory.instance::objectNode);
    return new Section(pathOf(key), child, problems, false);
  }

  /** The mappings of the list under a key; each is called by its name where it has one. */
  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    List<JsonNode> list = elements(key, JsonNode::isObject, "mappings").orElseGet(List::of);
    for (int i = 0; i < list.size(); i++) {
      JsonNode name = list.get(i).path("name");
      boolean named = name.isTextual() && !key.equals("schema");
      String place = "%s[%s]".formatted(pathOf(key), named ? name.textValue() : i);
      sections.add(new Section(place, list.get(i), problems, false));
    }
    return sections;
  }

  /** The standard's list of custom properties as a mapping from property to value. */
  Section customProperties() {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    for (Section property : sections("customProperties")) {
      Optional<String> name = property.requiredText("property");
      if (name.isPresent()) {
        if (values.has(name.get())) {
          property.problemAt("property", "is given twice", name.get());
        }
        values.set(name.get(), property.node.get("value"));
      }
    }
    return new Section(pathOf("customProperties"), values, problems, true);
  }

  private <T> Optional<T> value(
      String key, Function<JsonNode, Boolean> fits, String must, Function<JsonNode, T> read) {
    if (!has(key)) {
      return Optional.empty();
    }
    JsonNode value = node.get(key);
    if (!fits.apply(value)) {
      problemAt(key, must, value);
      return Optional.empty();
    }
    return Optional.of(read.apply(value));
  }

  private Optional<List<JsonNode>> elements(
      String key, Function<JsonNode, Boolean> fits, String kind) {
    return value(
        key,
        list -> {
          boolean all = list.isArray();
          for (Iterator<JsonNode> i = list.elements(); all && i.hasNext(); ) {
            all = fits.apply(i.next());
          }
          return all;
        },
        "must be a list of " + kind,
        list -> {
          List<JsonNode> elements = new ArrayList<>();
          list.elements().forEachRemaining(elements::add);
          return elements;
        });
  }

  private String pathOf(String key) {
    if (customProperties) {
      return "%s[%s]".formatted(path, key);
    }
    return path.isEmpty() ? key : path + "." + key;
  }

  private static boolean fitsLiteral(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    return Math.max(plain.precision(), plain.scale()) <= FieldType.MAX_PRECISION
        && plain.precision() - plain.scale() <= FieldType.MAX_PRECISION;
  }
}
