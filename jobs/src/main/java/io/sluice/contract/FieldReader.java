package io.sluice.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the properties of a schema: fields, key, partitioning and the fields' own rules. */
final class FieldReader {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");
  private static final Pattern BUCKET = Pattern.compile("bucket\\[([1-9][0-9]{0,5})]");
  private static final Set<String> TIME_TRANSFORMS = Set.of("day", "hour", "month");

  /** A field that takes part in the key or the partitioning, and its declared place in it. */
  private record Place(int position, String entry) {}

  private final List<Field> fields = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<Place> key = new ArrayList<>();
  private final List<Place> partitions = new ArrayList<>();
  private final List<QualityRule> rules = new ArrayList<>();

  private FieldReader() {}

  static FieldReader read(Section schema) {
    FieldReader reader = new FieldReader();
    List<Section> properties = schema.sections("properties");
    if (properties.isEmpty() && !schema.has("properties")) {
      schema.problemAt("properties", "is missing", null);
    }
    Set<String> spellings = new HashSet<>();
    List<Section> sections = new ArrayList<>();
    for (Section property : properties) {
      Optional<String> name = property.requiredText("name");
      if (name.isPresent() && !isIdentifier(name.get())) {
        property.problemAt("name", "must be a plain identifier", name.get());
      } else if (name.isPresent() && !spellings.add(name.get().toLowerCase(Locale.ROOT))) {
        property.problemAt("name", "is taken (upper and lower case count as one)", name.get());
      } else if (name.isPresent()) {
        reader.names.add(name.get());
      }
      Optional<Field> field = reader.field(property, name.orElse("unnamed"));
      if (field.isPresent()) {
        reader.fields.add(field.get());
        sections.add(property);
      }
    }
    for (int i = 0; i < sections.size(); i++) {
      reader.checkDefaults(sections.get(i), reader.fields.get(i));
    }
    checkPositions(schema, "primaryKeyPosition", reader.key);
    checkPositions(schema, "partitionKeyPosition", reader.partitions);
    return reader;
  }

  /** A name that needs no quotes anywhere; those with a leading underscore belong to the ingest. */
  static boolean isIdentifier(String name) {
    return IDENTIFIER.matcher(name).matches();
  }

  List<Field> fields() {
    return fields;
  }

  /** The names of all properties, also of those with a problem. */
  Set<String> names() {
    return names;
  }

  List<String> key() {
    return inOrder(key);
  }

  List<String> partitionBy() {
    return inOrder(partitions);
  }

  List<QualityRule> rules() {
    return rules;
  }

  /** The field that a setting names; none is a problem, unless its own definition has one. */
  Optional<Field> find(Section from, String setting, String name) {
    if (!names.contains(name)) {
      from.problemAt(setting, "no such field", name);
    }
    return fields.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  private Optional<Field> field(Section property, String name) {
    Optional<FieldType> type = TypeReader.type(property);
    Section custom = property.customProperties();
    if (property.flag("primaryKey")) {
      key.add(new Place(position(property, "primaryKeyPosition"), name));
    }
    boolean required = property.flag("required");
    Optional<EventTimeUnit> unit = unit(custom, type);
    if (property.flag("partitioned")) {
      String entry = transform(custom, name, type);
      partitions.add(new Place(position(property, "partitionKeyPosition"), entry));
    }
    List<String> defaultFrom = custom.texts("defaultFrom").orElse(List.of());
    Limits limits = type.map(t -> TypeReader.limits(property, t)).orElse(Limits.NONE);
    List<String> validValues = new ArrayList<>();
    if (required) {
      rules.add(ImpliedRules.required(name));
    }
    rules.addAll(ImpliedRules.of(name, limits));
    if (property.flag("unique")) {
      rules.add(ImpliedRules.unique(name));
    }
    type.ifPresent(t -> rules.addAll(RuleReader.ofField(property, name, t, validValues)));
    return type.map(
        t ->
            new Field(
                name,
                t,
                required,
                property.text("description").map(String::strip).orElse(""),
                unit,
                limits,
                validValues,
                defaultFrom));
  }

  /** Only a timestamp's; what another field calls its unit is no concern of ours. */
  private static Optional<EventTimeUnit> unit(Section custom, Optional<FieldType> type) {
    if (type.filter(t -> t.kind() == FieldType.Kind.TIMESTAMP).isEmpty()) {
      return Optional.empty();
    }
    if (!custom.has("unit")) {
      custom.problemAt("unit", "is missing", null);
    }
    return custom.oneOf("unit", EventTimeUnit.values(), EventTimeUnit::label);
  }

  private static String transform(Section custom, String name, Optional<FieldType> type) {
    String transform = custom.text("transform").orElse("identity");
    Optional<FieldType.Kind> kind = type.map(FieldType::kind);
    Matcher bucket = BUCKET.matcher(transform);
    if (TIME_TRANSFORMS.contains(transform)) {
      if (kind.filter(k -> k != FieldType.Kind.TIMESTAMP).isPresent()) {
        custom.problemAt("transform", "needs logicalType timestamp", transform);
      }
      return "%s(%s)".formatted(transform, name);
    }
    if (bucket.matches()) {
      if (kind.filter(k -> k == FieldType.Kind.DOUBLE || k == FieldType.Kind.BOOLEAN).isPresent()) {
        custom.problemAt("transform", "cannot be used on this logicalType", transform);
      }
      return "bucket(%s, %s)".formatted(bucket.group(1), name);
    }
    if (!transform.equals("identity")) {
      String must = "must be one of day, hour, month, identity, bucket[N]";
      custom.problemAt("transform", must, transform);
    }
    return name;
  }

  private void checkDefaults(Section property, Field field) {
    List<String> sources = field.defaultFrom();
    if (!sources.isEmpty() && field.type().kind() != FieldType.Kind.LONG) {
      property.problem("defaultFrom needs logicalType integer", sources);
    }
    for (String source : sources) {
      if (source.equals(Field.OFFSET)) {
        if (!source.equals(sources.get(sources.size() - 1))) {
          property.problem("defaultFrom never gets beyond _offset", sources);
        }
        continue;
      }
      Optional<Field> found = fields.stream().filter(f -> f.name().equals(source)).findFirst();
      boolean fits =
          found.isPresent()
              && !source.equals(field.name())
              && (found.get().type().kind() == FieldType.Kind.STRING
                  || found.get().type().kind() == FieldType.Kind.LONG);
      if (!fits) {
        property.problem("defaultFrom must name another string or integer, or _offset", source);
      }
    }
  }

  /** The declared position, or one behind all declared ones. */
  private static int position(Section property, String setting) {
    return property.whole(setting, 1).orElse(Integer.MAX_VALUE);
  }

  private static void checkPositions(Section schema, String setting, List<Place> places) {
    TreeMap<Integer, String> taken = new TreeMap<>();
    for (Place place : places) {
      String other = taken.putIfAbsent(place.position(), place.entry());
      if (other != null && place.position() != Integer.MAX_VALUE) {
        String both = other + ", " + place.entry();
        schema.problem("%s %d is taken twice".formatted(setting, place.position()), both);
      }
    }
  }

  private static List<String> inOrder(List<Place> places) {
    return places.stream()
        .sorted(Comparator.comparingInt(Place::position)) // stable: the file's order among equals
        .map(Place::entry)
        .toList();
  }
}
