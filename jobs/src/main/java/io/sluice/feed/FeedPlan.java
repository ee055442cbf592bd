package io.sluice.feed;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the columns of an input become the fields of a contract's records.
 *
 * @param columns the input's column for each field that does not go by its own name
 * @param eventTimes whether the records' event times are needed, for a replay
 */
public record FeedPlan(Contract contract, Map<String, String> columns, boolean eventTimes) {
  public FeedPlan {
    columns = Map.copyOf(columns);
    List<String> fields = contract.fields().stream().map(Field::name).toList();
    List<String> unknown =
        columns.keySet().stream().filter(field -> !fields.contains(field)).sorted().toList();
    if (!unknown.isEmpty()) {
      throw new UnfitInputException(
          "Cannot map columns: contract %s has the fields %s: %s"
              .formatted(
                  contract.dataset(), String.join(", ", fields), String.join(", ", unknown)));
    }
  }

  /** Every field under its own name, without event times. */
  public static FeedPlan of(Contract contract) {
    return new FeedPlan(contract, Map.of(), false);
  }

  /** The input's column that this field comes from. */
  String column(String field) {
    return columns.getOrDefault(field, field);
  }

  /** The columns that the options name. */
  Set<String> mappedColumns() {
    return columns.values().stream().collect(Collectors.toUnmodifiableSet());
  }

  /** Reads the text of the event-time field. */
  EventTimes eventTimeReader() {
    return new EventTimes(contract.field(contract.eventTime()).unit().orElseThrow());
  }
}
