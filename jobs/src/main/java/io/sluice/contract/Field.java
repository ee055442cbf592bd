package io.sluice.contract;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * One field of a record and the column it becomes.
 *
 * @param required absent or null is refused; a field with {@code defaultFrom} takes its default
 *     first
 * @param description for people; empty when the contract says nothing
 * @param unit how the time is written on the wire; of TIMESTAMP fields only, and always there for
 *     them
 * @param validValues the only values allowed; empty: any
 * @param defaultFrom where a LONG comes from when the record has none: names of fields, and {@code
 *     _offset} for the record's Kafka offset; the first that yields an integer
 */
public record Field(
    String name,
    FieldType type,
    boolean required,
    String description,
    Optional<EventTimeUnit> unit,
    Limits limits,
    List<String> validValues,
    List<String> defaultFrom)
    implements Serializable {
  /** In {@code defaultFrom}: the record's Kafka offset. */
  public static final String OFFSET = "_offset";

  public Field {
    validValues = List.copyOf(validValues);
    defaultFrom = List.copyOf(defaultFrom);
  }

  private Object writeReplace() {
    return SerializedRecord.of(this);
  }
}
