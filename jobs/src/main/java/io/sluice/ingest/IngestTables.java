package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.failure.SluiceException;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.TableSchemas;
import io.sluice.state.IngestState;
import io.sluice.state.Snapshots;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;

/** What the dataset's table must be before ingest writes to it. */
final class IngestTables {
  private IngestTables() {}

  /** The state in the table's summaries; a table with rows always has one. */
  static IngestState state(Table rows, Contract contract) {
    return IngestState.of(rows)
        .orElseGet(
            () -> {
              if (Snapshots.totalRecords(rows) > 0) {
                throw new SluiceException(
                    "Cannot ingest %s: the table has rows, but no commit of ingest: %d"
                        .formatted(contract.dataset(), Snapshots.totalRecords(rows)));
              }
              return IngestState.none(contract.topic());
            });
  }

  static void requireSameColumns(Table rows, Contract contract) {
    String expected = columns(TableSchemas.dataset(contract));
    String there = columns(rows.schema());
    if (!expected.equals(there)) {
      throw new SluiceException(
          "Cannot ingest %s: the table's columns are not the contract's: %s instead of %s"
              .formatted(contract.dataset(), there, expected));
    }
  }

  /** The offsets in the table are of one topic, and of the topic that is there now. */
  static void requireSameTopic(IngestState state, KafkaAdmin.Topic topic, Contract contract) {
    if (state.partitions().isEmpty()) {
      return;
    }
    if (!state.topic().equals(contract.topic())) {
      throw new SluiceException(
          "Cannot ingest %s: the table %s is filled from another topic: %s"
              .formatted(contract.topic(), contract.dataset(), state.topic()));
    }
    if (IngestLedger.isAnother(state, topic)) {
      throw new SluiceException(
          "Cannot ingest %s: the topic was deleted and recreated; its offsets do not match the table's: id %s instead of %s"
              .formatted(contract.topic(), topic.id(), state.topicId()));
    }
  }

  private static String columns(Schema schema) {
    return schema.columns().stream()
        .map(column -> column.name() + " " + column.type() + (column.isRequired() ? "!" : ""))
        .collect(Collectors.joining(", "));
  }
}
