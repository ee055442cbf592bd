package io.sluice.audit;

import io.sluice.state.IngestState;
import java.util.stream.Collectors;

/** Tells rows that main has read from those that came later, by their Kafka offsets. */
final class Offsets {
  private Offsets() {}

  /** A SQL predicate: true for a row from an offset that had been read in this state. */
  static String old(IngestState state) {
    if (state.partitions().isEmpty()) {
      return "false";
    }
    return state.partitions().entrySet().stream()
        .map(each -> "WHEN %d THEN %dL".formatted(each.getKey(), each.getValue().end()))
        .collect(
            Collectors.joining(
                " ",
                "(%s AND _offset < CASE _kafka_partition ".formatted(ofTopic(state.topic())),
                " ELSE -1L END)"));
  }

  /** A SQL predicate: true for a row of this topic. */
  static String ofTopic(String topic) {
    // Kafka's names hold letters, digits, dots, underscores and hyphens only.
    return "_topic = '" + topic + "'";
  }
}
