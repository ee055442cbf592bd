package io.sluice.lake;

import io.sluice.contract.Contract;
import io.sluice.failure.UnusableException;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.Reference;

/**
 * Whether the tables that a namespace has are those of this layout and of this contract. Looks
 * only; throws {@link UnusableException} where they are not.
 */
public final class LayoutCheck {
  /** The property of a table that names the dataset it belongs to. */
  static final String DATASET = "sluice.dataset";

  /** The one quarantine of all datasets, which 0.1.0 made. */
  private static final String FORMER_QUARANTINE = "quarantine";

  private final Lake lake;
  private final Contract contract;
  private final Tables tables;

  public LayoutCheck(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
    this.tables = Tables.of(contract);
  }

  /** Refuses a namespace of another layout, and tables of another dataset. */
  public void ownTables() {
    eachTable(this::isOurs);
  }

  /** Refuses also tables of this dataset that are of another contract. */
  void agreedTables() {
    eachTable(
        (name, table) -> {
          isOurs(name, table);
          hasColumns(name, table);
          hasTopic(name, table);
        });
  }

  private void eachTable(BiConsumer<String, Table> check) {
    for (String ref : List.of(References.STAGING, References.MAIN)) {
      Optional<Reference> at = lake.references().find(ref);
      if (at.isPresent()) {
        requireThisLayout(at.get());
        Map<String, IcebergTable> there = lake.references().contents(at.get(), tables.own());
        there
            .keySet()
            .forEach(name -> check.accept(name, lake.table(name, ref + "#" + at.get().getHash())));
      }
    }
  }

  private void requireThisLayout(Reference at) {
    if (!lake.references().contents(at, List.of(FORMER_QUARANTINE)).isEmpty()) {
      throw new UnusableException(
          "Cannot use namespace "
              + lake.config().namespace()
              + ": it was made by Sluice 0.1.0, where all datasets have one quarantine; give this"
              + " dataset a new one with --namespace: "
              + FORMER_QUARANTINE);
    }
  }

  private void isOurs(String name, Table table) {
    String owner = table.properties().getOrDefault(DATASET, contract.dataset());
    if (!owner.equals(contract.dataset())) {
      throw new UnusableException(
          "Cannot use table " + name + ": it belongs to another dataset: " + owner);
    }
  }

  private void hasColumns(String name, Table table) {
    String agreed = columns(LakeInit.schema(name, tables, contract));
    String there = columns(table.schema());
    if (!agreed.equals(there)) {
      throw new UnusableException(
          "Cannot use table %s: its columns are not the contract's: %s instead of %s"
              .formatted(name, there, agreed));
    }
  }

  private void hasTopic(String name, Table table) {
    if (name.equals(tables.rows())) {
      IngestState.of(table)
          .map(IngestState::topic)
          .filter(topic -> !topic.equals(contract.topic()))
          .ifPresent(
              topic -> {
                throw new UnusableException(
                    "Cannot use table %s: it is filled from another topic than %s: %s"
                        .formatted(name, contract.topic(), topic));
              });
    }
  }

  /** As Spark reads them: the numbers of nested fields are the table's own. */
  private static String columns(Schema schema) {
    return Stream.of(SparkSchemaUtil.convert(schema).fields())
        .map(column -> column.name() + " " + column.dataType().simpleString())
        .collect(Collectors.joining(", "));
  }
}
