package io.sluice.contract;

import io.sluice.contract.FieldType.Kind;
import java.util.List;
import java.util.Optional;

/** The fields that bars are made from. A contract with candles must have them. */
final class CandleFields {
  /** Digits before the point and after it that a bar's columns have: decimal(38,18). */
  private static final int WHOLE_DIGITS = 20;

  private static final int SCALE = 18;

  private static final String EVENT_TIME = "event_time";

  private record Needed(String name, Kind kind, boolean required, String what) {}

  private static final List<Needed> NEEDED =
      List.of(
          new Needed("exchange", Kind.STRING, true, "a required string"),
          new Needed("symbol", Kind.STRING, true, "a required string"),
          new Needed("price", Kind.DECIMAL, true, "a required decimal"),
          new Needed("quantity", Kind.DECIMAL, true, "a required decimal"),
          new Needed(EVENT_TIME, Kind.TIMESTAMP, true, "a required timestamp"),
          new Needed("side", Kind.STRING, false, "a string"),
          new Needed("sequence", Kind.LONG, false, "an integer"));

  private CandleFields() {}

  /** Adds a problem for each field that is missing or that a bar cannot hold. */
  static void check(Section custom, FieldReader properties, String eventTime) {
    for (Needed needed : NEEDED) {
      if (!properties.names().contains(needed.name())) {
        custom.problemAt("candles", "need the field " + needed.name() + ", " + needed.what(), null);
        continue;
      }
      // A field that has a problem of its own is not there.
      Optional<Field> field =
          properties.fields().stream().filter(f -> f.name().equals(needed.name())).findFirst();
      field.ifPresent(there -> check(custom, needed, there));
    }
    if (!eventTime.isEmpty() && !eventTime.equals(EVENT_TIME)) {
      custom.problemAt("candles", "need event_time as the eventTime", eventTime);
    }
  }

  private static void check(Section custom, Needed needed, Field field) {
    FieldType type = field.type();
    if (type.kind() != needed.kind() || (needed.required() && !field.required())) {
      custom.problemAt(
          "candles", "need " + needed.name() + " to be " + needed.what(), shown(field));
    } else if (type.kind() == Kind.DECIMAL
        && (type.scale() > SCALE || type.precision() - type.scale() > WHOLE_DIGITS)) {
      custom.problemAt(
          "candles",
          "need "
              + needed.name()
              + " to fit decimal(38,18): at most 20 digits before the point and 18 after it",
          "decimal(%d,%d)".formatted(type.precision(), type.scale()));
    }
  }

  private static String shown(Field field) {
    String kind = field.type().kind().name().toLowerCase(java.util.Locale.ROOT);
    return field.required() ? "required " + kind : kind;
  }
}
