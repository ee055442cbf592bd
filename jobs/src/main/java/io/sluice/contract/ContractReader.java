package io.sluice.contract;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the part of the standard's file that is used, and notes every problem in it. */
final class ContractReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private static final Duration DEFAULT_MAX_FUTURE = Duration.ofMinutes(10);
  private static final Instant DEFAULT_EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final int DEFAULT_KEEP_SNAPSHOTS = 50;
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int DEFAULT_MAX_RECORD_BYTES = 1024 * 1024;

  /** Durations and instants must keep their sense when counted in microseconds. */
  private static final Duration LONGEST = Duration.ofDays(100 * 366);

  private final List<String> problems = new ArrayList<>();

  private ContractReader() {}

  static Contract read(String name, String yaml) {
    ContractReader reader = new ContractReader();
    Contract contract = null;
    try (JsonParser parser = YAML.createParser(yaml)) {
      JsonNode document = YAML.readTree(parser);
      if (parser.nextToken() != null) {
        int line = parser.getTokenLocation().getLineNr();
        throw new ContractException(
            name, List.of("must be one YAML document: two at line " + line));
      }
      contract = reader.contract(document, yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place = at == null ? "" : "line %d: ".formatted(at.getLineNr());
      String reason = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
      throw new ContractException(name, List.of(place + "not a YAML document: " + reason), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read contract " + name + ": from a string", e);
    }
    if (!reader.problems.isEmpty()) {
      throw new ContractException(name, reader.problems);
    }
    return contract;
  }

  /** The contract, or null once there is a problem. */
  private Contract contract(JsonNode document, String yaml) {
    if (document == null || !document.isObject()) {
      problems.add("must be a mapping: " + (document == null ? "nothing" : document));
      return null;
    }
    Section root = Section.root(document, problems);
    String version = root.requiredText("version").orElse("");
    root.parsed("apiVersion", "must be v3.1 of the standard", ContractReader::supported);
    if (root.requiredText("kind").filter(k -> !k.equals("DataContract")).isPresent()) {
      root.problemAt("kind", "must be DataContract", root.shown("kind"));
    }
    if (!root.has("apiVersion")) {
      root.problemAt("apiVersion", "is missing", null);
    }
    List<Section> schemas = root.sections("schema");
    if (schemas.size() != 1) {
      root.problemAt("schema", "must have exactly one element", schemas.size());
      return null;
    }
    Section schema = schemas.get(0);
    Optional<String> dataset = schema.requiredText("name");
    dataset.ifPresent(
        d -> TableNames.problem(d).ifPresent(why -> schema.problemAt("name", why, d)));
    FieldReader properties = FieldReader.read(schema);
    List<QualityRule> rules = properties.rules();
    rules.addAll(RuleReader.ofDataset(schema, dataset.orElse("dataset"), properties.names()));
    RuleReader.checkNames(schema, rules);
    Section custom = schema.customProperties();
    return contract(yaml, version, dataset.orElse(""), properties, rules, custom);
  }

  private Contract contract(
      String yaml,
      String version,
      String dataset,
      FieldReader properties,
      List<QualityRule> rules,
      Section custom) {
    Optional<String> topic = custom.text("topic");
    topic
        .filter(t -> !t.matches("[A-Za-z0-9._-]{1,249}"))
        .ifPresent(t -> custom.problemAt("topic", "must be a Kafka topic's name", t));
    custom.oneOf("format", new String[] {"json"}, format -> format);
    String eventTime = eventTime(custom, properties);
    Duration lateness = required(custom, "lateness", duration(custom, "lateness"), Duration.ZERO);
    DuplicatesPolicy duplicates =
        required(
            custom,
            "duplicates",
            custom.oneOf("duplicates", DuplicatesPolicy.values(), DuplicatesPolicy::label),
            DuplicatesPolicy.NONE);
    Optional<String> sequence =
        field(custom, "sequence", properties, "an integer", f -> is(f, FieldType.Kind.LONG));
    if (duplicates == DuplicatesPolicy.BY_SEQUENCE && !custom.has("sequence")) {
      custom.problemAt("duplicates", "by-sequence needs the customProperty sequence", null);
    }
    if (duplicates != DuplicatesPolicy.NONE) {
      if (properties.key().isEmpty()) {
        custom.problemAt("duplicates", duplicates + " needs a primaryKey", null);
      }
      // Only the last column of the key may be absent: the others say whose id it is.
      properties.key().stream()
          .limit(Math.max(0, properties.key().size() - 1L))
          .filter(
              name ->
                  properties.fields().stream()
                      .anyMatch(f -> f.name().equals(name) && !f.required()))
          .forEach(
              name ->
                  custom.problemAt(
                      "duplicates",
                      duplicates + " needs a required field, as it leads the primaryKey",
                      name));
    }
    Optional<CandlesPolicy> candles = Optional.empty();
    if (custom.has("candles")) {
      int problemsBefore = problems.size();
      Section policy = custom.section("candles");
      candles =
          policy
              .oneOf("emptyBars", EmptyBars.values(), EmptyBars::label)
              .or(() -> Optional.of(EmptyBars.NONE))
              .map(bars -> new CandlesPolicy(bars, candlesTable(policy, dataset)));
      if (problems.size() == problemsBefore) {
        CandleFields.check(custom, properties, eventTime);
      }
    }
    List<String> sortBy = custom.texts("sortBy").orElse(List.of());
    for (String field : sortBy) {
      properties.find(custom, "sortBy", field);
    }
    Contract contract =
        new Contract(
            dataset,
            version,
            topic.orElse(dataset),
            properties.fields(),
            properties.key(),
            eventTime,
            lateness,
            duration(custom, "maxFuture").orElse(DEFAULT_MAX_FUTURE),
            earliest(custom),
            duplicates,
            sequence,
            field(custom, "messageKey", properties, "a field", f -> true),
            candles,
            duration(custom, "maxLateness"),
            custom
                .oneOf("offsets", OffsetsPolicy.values(), OffsetsPolicy::label)
                .orElse(OffsetsPolicy.CONTIGUOUS),
            new Shares(percent(custom, "maxQuarantined"), percent(custom, "maxDuplicate")),
            custom.whole("keepSnapshots", 2).orElse(DEFAULT_KEEP_SNAPSHOTS),
            custom.whole("maxRecordBytes", 2).orElse(DEFAULT_MAX_RECORD_BYTES),
            properties.partitionBy(),
            sortBy,
            rules,
            yaml);
    return problems.isEmpty() ? contract : null;
  }

  private static String candlesTable(Section policy, String dataset) {
    Optional<String> table = policy.text("table");
    table.ifPresent(
        name -> TableNames.problem(name).ifPresent(why -> policy.problemAt("table", why, name)));
    String name = table.orElse(CandlesPolicy.DEFAULT_TABLE);
    if (name.equalsIgnoreCase(dataset)) {
      policy.problemAt("table", "is the name of another table of the namespace", name);
    }
    return name;
  }

  private static Optional<BigDecimal> percent(Section custom, String key) {
    Optional<BigDecimal> share = custom.number(key);
    share
        .filter(value -> value.signum() < 0 || value.compareTo(HUNDRED) > 0)
        .ifPresent(value -> custom.problemAt(key, "must be a percentage from 0 to 100", value));
    return share;
  }

  private static String eventTime(Section custom, FieldReader properties) {
    Optional<String> eventTime =
        field(
            custom,
            "eventTime",
            properties,
            "a required timestamp",
            f -> f.required() && is(f, FieldType.Kind.TIMESTAMP));
    return required(custom, "eventTime", eventTime, "");
  }

  private static Instant earliest(Section custom) {
    return custom
        .parsed(
            "earliest",
            "must be an instant from 0001 to 9999 such as 2000-01-01T00:00:00Z",
            text -> {
              Instant instant = Instant.parse(text);
              if (instant.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
                  || instant.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
                throw new IllegalArgumentException(text);
              }
              return instant;
            })
        .orElse(DEFAULT_EARLIEST);
  }

  private static Optional<Duration> duration(Section custom, String key) {
    return custom.parsed(
        key,
        "must be an ISO-8601 duration from PT0S to 100 years, such as PT10S",
        text -> {
          Duration duration = Duration.parse(text);
          if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(text);
          }
          return duration;
        });
  }

  /** A custom property that names a field; a name that fits nothing is a problem. */
  private static Optional<String> field(
      Section custom, String key, FieldReader properties, String what, Predicate<Field> fits) {
    Optional<String> name = custom.text(key);
    Optional<Field> found = name.flatMap(n -> properties.find(custom, key, n));
    if (found.isPresent() && !fits.test(found.get())) {
      custom.problemAt(key, "must name " + what, name.get());
    }
    return name;
  }

  private static <T> T required(Section custom, String key, Optional<T> value, T otherwise) {
    if (!custom.has(key)) {
      custom.problemAt(key, "is missing", null);
    }
    return value.orElse(otherwise);
  }

  private static boolean is(Field field, FieldType.Kind kind) {
    return field.type().kind() == kind;
  }

  private static String supported(String apiVersion) {
    if (!apiVersion.matches("v3\\.1\\.\\d+")) {
      throw new IllegalArgumentException(apiVersion);
    }
    return apiVersion;
  }
}
