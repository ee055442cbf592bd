package io.sluice.contract;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads a property's types and the options of its logical type. */
final class TypeReader {
  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*\\)");

  /** The logical types with one physical type each; number has a choice. */
  private static final Map<String, FieldType.Kind> KINDS =
      Map.of(
          "string", FieldType.Kind.STRING,
          "integer", FieldType.Kind.LONG,
          "boolean", FieldType.Kind.BOOLEAN,
          "timestamp", FieldType.Kind.TIMESTAMP);

  private static final Set<String> TEXT_OPTIONS = Set.of("minLength", "maxLength", "pattern");
  private static final Set<String> NUMBER_OPTIONS =
      Set.of("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum");

  /** Options that say nothing of their own here: a text's format, a timestamp's zone is UTC. */
  private static final Map<FieldType.Kind, Set<String>> DOCUMENTATION =
      Map.of(
          FieldType.Kind.STRING, Set.of("format"),
          FieldType.Kind.TIMESTAMP, Set.of("format", "timezone", "defaultTimezone"));

  private TypeReader() {}

  static Optional<FieldType> type(Section property) {
    Optional<String> logical = property.requiredText("logicalType");
    if (logical.isEmpty()) {
      return Optional.empty();
    }
    if (logical.get().equals("number")) {
      return number(property);
    }
    FieldType.Kind kind = KINDS.get(logical.get());
    if (kind == null) {
      property.problemAt(
          "logicalType",
          "must be one of string, integer, number, boolean, timestamp",
          logical.get());
      return Optional.empty();
    }
    List<String> physical =
        switch (kind) {
          case STRING -> List.of("string");
          case LONG -> List.of("bigint", "long");
          case BOOLEAN -> List.of("boolean");
          case TIMESTAMP -> List.of("timestamp");
          case DECIMAL, DOUBLE -> throw new IllegalStateException("a number: " + kind);
        };
    Optional<String> given = property.text("physicalType").map(TypeReader::lower);
    if (given.isPresent() && !physical.contains(given.get())) {
      String must = "of %s must be %s".formatted(logical.get(), physical.get(0));
      property.problemAt("physicalType", must, given.get());
    }
    return Optional.of(FieldType.of(kind));
  }

  static Limits limits(Section property, FieldType type) {
    Section options = property.section("logicalTypeOptions");
    Set<String> used =
        switch (type.kind()) {
          case STRING -> TEXT_OPTIONS;
          case LONG, DECIMAL, DOUBLE -> NUMBER_OPTIONS;
          case BOOLEAN, TIMESTAMP -> Set.of();
        };
    for (String option : options.keys()) {
      boolean known =
          used.contains(option)
              || DOCUMENTATION.getOrDefault(type.kind(), Set.of()).contains(option);
      if (!known) {
        options.problemAt(option, "not supported for this logicalType", options.shown(option));
      }
    }
    if (used.isEmpty()) {
      return Limits.NONE;
    }
    Limits limits =
        used == TEXT_OPTIONS
            ? new Limits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                options.whole("minLength", 0),
                options.whole("maxLength", 0),
                pattern(options, "pattern"))
            : new Limits(
                options.number("minimum"),
                options.number("exclusiveMinimum"),
                options.number("maximum"),
                options.number("exclusiveMaximum"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    if (limits.minLength().orElse(0) > limits.maxLength().orElse(Integer.MAX_VALUE)) {
      options.problem("minLength must not be above maxLength", limits.minLength().orElseThrow());
    }
    return limits;
  }

  /** A regular expression that Java, and so Spark, can read. */
  static Optional<String> pattern(Section section, String key) {
    Optional<String> pattern = section.text(key);
    if (pattern.isPresent()) {
      try {
        Pattern.compile(pattern.get());
      } catch (PatternSyntaxException e) {
        section.problemAt(key, "must be a regular expression", pattern.get());
        return Optional.empty();
      }
    }
    return pattern;
  }

  private static Optional<FieldType> number(Section property) {
    String physical = property.text("physicalType").map(TypeReader::lower).orElse("nothing");
    if (List.of("double", "double precision").contains(physical)) {
      return Optional.of(FieldType.of(FieldType.Kind.DOUBLE));
    }
    Matcher decimal = DECIMAL.matcher(physical);
    if (decimal.matches() && decimal.group(1).length() <= 2 && decimal.group(2).length() <= 2) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      if (precision >= 1 && precision <= FieldType.MAX_PRECISION && scale <= precision) {
        return Optional.of(FieldType.decimal(precision, scale));
      }
    }
    property.problemAt(
        "physicalType",
        "of number must be double or decimal(precision,scale) with at most 38 digits",
        physical);
    return Optional.empty();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
