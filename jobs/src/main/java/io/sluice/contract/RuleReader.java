package io.sluice.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the quality rules of a property or of the whole dataset. */
final class RuleReader {
  /** What the standard calls its checks, and the end of the name of one that has none. */
  private enum Metric {
    NULL_VALUES("nullValues", "null_values"),
    MISSING_VALUES("missingValues", "missing_values"),
    INVALID_VALUES("invalidValues", "invalid_values"),
    DUPLICATE_VALUES("duplicateValues", "duplicate_values"),
    ROW_COUNT("rowCount", "row_count");

    private final String label;
    private final String suffix;

    Metric(String label, String suffix) {
      this.label = label;
      this.suffix = suffix;
    }

    String label() {
      return label;
    }
  }

  private enum Type {
    TEXT,
    LIBRARY,
    SQL,
    CUSTOM;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Section section;
  private final String owner;
  private final String column; // null at the dataset itself
  private final FieldType type; // null at the dataset itself
  private final Set<String> columns;
  private final List<String> validValues;

  private RuleReader(
      Section section,
      String owner,
      FieldType type,
      Set<String> columns,
      List<String> validValues) {
    this.section = section;
    this.owner = owner;
    this.column = type == null ? null : owner;
    this.type = type;
    this.columns = columns;
    this.validValues = validValues;
  }

  /** A property's rules. Values that not a single row may differ from end up in validValues. */
  static List<QualityRule> ofField(
      Section property, String name, FieldType type, List<String> validValues) {
    return read(property, name, type, Set.of(name), validValues);
  }

  static List<QualityRule> ofDataset(Section schema, String dataset, Set<String> columns) {
    return read(schema, dataset, null, columns, new ArrayList<>());
  }

  static void checkNames(Section schema, List<QualityRule> rules) {
    Set<String> names = new HashSet<>();
    for (QualityRule rule : rules) {
      if (!names.add(rule.name())) {
        schema.problem("two quality rules have the same name", rule.name());
      }
    }
  }

  private static List<QualityRule> read(
      Section owner, String name, FieldType type, Set<String> columns, List<String> validValues) {
    List<QualityRule> rules = new ArrayList<>();
    for (Section section : owner.sections("quality")) {
      new RuleReader(section, name, type, columns, validValues).rule().ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<QualityRule> rule() {
    Optional<Type> kind =
        section.has("type")
            ? section.oneOf("type", Type.values(), Type::label)
            : Optional.of(Type.LIBRARY);
    return kind.flatMap(
        k ->
            switch (k) {
              case TEXT -> Optional.empty();
              case LIBRARY -> library();
              case SQL -> sql();
              case CUSTOM -> {
                section.problemAt("type", "not supported", "custom");
                yield Optional.empty();
              }
            });
  }

  private Optional<QualityRule> library() {
    if (!section.has("metric")) {
      section.problemAt("metric", "is missing", null);
    }
    Optional<Metric> metric = section.oneOf("metric", Metric.values(), Metric::label);
    Optional<Comparison> comparison = ComparisonReader.read(section);
    if (metric.isEmpty()) {
      return Optional.empty();
    }
    boolean ofDataset = metric.get() == Metric.ROW_COUNT;
    if (metric.get() != Metric.DUPLICATE_VALUES && ofDataset != (column == null)) {
      String place = ofDataset ? "belongs to the schema" : "belongs to a property";
      section.problemAt("metric", place, metric.get().label);
      return Optional.empty();
    }
    String name = name(metric.get().suffix);
    Section arguments = section.section("arguments");
    return switch (metric.get()) {
      case NULL_VALUES -> rows(name, SqlText.column(column) + " IS NULL", comparison);
      case MISSING_VALUES -> rows(name, missing(arguments), comparison);
      case INVALID_VALUES -> rows(name, invalid(arguments, comparison), comparison);
      case DUPLICATE_VALUES -> unique(name, arguments, comparison);
      case ROW_COUNT -> {
        if (comparison.filter(c -> c.unit() == Comparison.Unit.PERCENT).isPresent()) {
          section.problemAt("unit", "must be rows for rowCount", "percent");
        }
        yield comparison.map(c -> new CountRule(name, description(), c));
      }
    };
  }

  private Optional<QualityRule> sql() {
    Optional<String> query = section.requiredText("query");
    Optional<Comparison> comparison = ComparisonReader.read(section);
    if (query.isEmpty() || comparison.isEmpty()) {
      return Optional.empty();
    }
    if (!SqlRule.namesRelation(query.get())) {
      // Without it the query would read a table of its own choice, not the state under audit.
      section.problemAt("query", "must read from ${object}", query.get());
    }
    if (column == null && SqlRule.namesColumn(query.get())) {
      section.problemAt("query", "${property} belongs to a property", query.get());
    }
    String resolved =
        column == null ? query.get() : SqlRule.withColumn(query.get(), SqlText.column(column));
    return Optional.of(new SqlRule(name("sql"), description(), resolved, comparison.get()));
  }

  private Optional<QualityRule> unique(
      String name, Section arguments, Optional<Comparison> comparison) {
    List<String> unique = column == null ? List.of() : List.of(column);
    if (column == null) {
      unique = arguments.texts("properties").orElse(List.of());
      if (unique.isEmpty()) {
        arguments.problemAt("properties", "must name at least one", arguments.shown("properties"));
      }
      for (String each : unique) {
        if (!columns.contains(each)) {
          arguments.problemAt("properties", "no such field", each);
        }
      }
    }
    List<String> of = unique;
    return comparison.map(c -> new UniqueRule(name, description(), of, c));
  }

  private Optional<QualityRule> rows(
      String name, String predicate, Optional<Comparison> comparison) {
    return comparison.map(c -> new RowRule(name, description(), column, predicate, c));
  }

  /** True for a value that stands for "none"; null is one of them where it is listed. */
  private String missing(Section arguments) {
    List<JsonNode> values = arguments.scalars("missingValues").orElse(List.of());
    if (values.isEmpty()) {
      String shown = arguments.shown("missingValues");
      arguments.problemAt("missingValues", "must name at least one", shown);
    }
    List<String> parts = new ArrayList<>();
    if (values.stream().anyMatch(JsonNode::isNull)) {
      parts.add(SqlText.column(column) + " IS NULL");
    }
    List<JsonNode> some = values.stream().filter(v -> !v.isNull()).toList();
    if (!some.isEmpty()) {
      parts.add("%s IN (%s)".formatted(SqlText.column(column), literals(arguments, some)));
    }
    return String.join(" OR ", parts);
  }

  private String invalid(Section arguments, Optional<Comparison> comparison) {
    String name = SqlText.column(column);
    Optional<List<JsonNode>> valid = arguments.scalars("validValues");
    Optional<String> pattern = TypeReader.pattern(arguments, "pattern");
    if (arguments.has("validValues") == arguments.has("pattern")) {
      section.problem("invalidValues needs either validValues or a pattern", arguments.keys());
    }
    if (pattern.isPresent()) {
      return "%s IS NOT NULL AND NOT (%s RLIKE %s)"
          .formatted(name, name, SqlText.string(pattern.get()));
    }
    List<JsonNode> values = valid.orElse(List.of());
    if (arguments.has("validValues") && valid.isPresent() && values.isEmpty()) {
      arguments.problemAt("validValues", "must name at least one", "[]");
    }
    String literals = literals(arguments, values);
    if (comparison.filter(Comparison.NO_ROWS::equals).isPresent()) {
      if (!validValues.isEmpty()) {
        arguments.problemAt("validValues", "are already given by another rule", literals);
      }
      values.forEach(v -> validValues.add(v.asText()));
    }
    return "%s IS NOT NULL AND %s NOT IN (%s)".formatted(name, name, literals);
  }

  /** Values of the column's own type, in SQL. Only texts and whole numbers can be listed. */
  private String literals(Section arguments, List<JsonNode> values) {
    boolean texts = type.kind() == FieldType.Kind.STRING;
    boolean fit =
        type.kind() == FieldType.Kind.LONG
            ? values.stream().allMatch(JsonNode::canConvertToLong)
            : texts && values.stream().allMatch(JsonNode::isTextual);
    if (!fit && !values.isEmpty()) {
      arguments.problem("values must be texts of a string or whole numbers of an integer", values);
    }
    return values.stream()
        .map(v -> texts ? SqlText.string(v.asText()) : v.asText())
        .collect(Collectors.joining(", "));
  }

  private String name(String suffix) {
    return section.text("name").orElse(owner + "_" + suffix);
  }

  private String description() {
    return section.text("description").map(String::strip).orElse("");
  }
}
