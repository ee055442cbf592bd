package io.sluice.audit;

import io.sluice.contract.Contract;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.Cut;
import io.sluice.state.Provenance;
import io.sluice.state.Tables;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.projectnessie.model.Branch;

/**
 * What an audit may read: the candidate at its one commit, frozen, and of each table the rows that
 * main does not have.
 */
public final class AuditScope {
  private final Lake lake;
  private final Contract contract;
  private final Cut cut;
  private final Branch candidate;
  private final Map<String, Table> tables = new HashMap<>();

  public AuditScope(Lake lake, Contract contract, Cut cut, Branch candidate) {
    this.lake = lake;
    this.contract = contract;
    this.cut = cut;
    this.candidate = candidate;
  }

  Lake lake() {
    return lake;
  }

  Contract contract() {
    return contract;
  }

  Tables tables() {
    return Tables.of(contract);
  }

  Cut cut() {
    return cut;
  }

  /** The table's Spark SQL name on the candidate. */
  String name(String table) {
    return lake.name(table, candidate.getName(), candidate.getHash());
  }

  /** The table's Spark SQL name on main at the cut. */
  String publishedName(String table) {
    return lake.name(table, References.MAIN, cut.main().getHash());
  }

  /** The Iceberg table on the candidate; loaded once, as it is frozen. */
  Table table(String table) {
    return tables.computeIfAbsent(
        table, name -> lake.table(name, candidate.getName() + "#" + candidate.getHash()));
  }

  /** The snapshot of the table on main, where the candidate's state descends from it. */
  Optional<Long> baseline(String table) {
    Table frozen = table(table);
    return cut.publishedSnapshot(table)
        .filter(
            id ->
                frozen.snapshot(id) != null
                    && SnapshotUtil.isAncestorOf(frozen, cut.snapshot(table), id));
  }

  /**
   * Whether rows were only added since main's state: then the increment is new files as they are.
   */
  boolean onlyAppended(String table) {
    return baseline(table)
        .map(from -> Provenance.onlyAppended(table(table), from, cut.snapshot(table)))
        .orElse(true);
  }

  /**
   * The rows of the table that main does not have. Where rows were only added since, only those are
   * read; where somebody changed or removed some, both states are compared.
   */
  Dataset<Row> increment(String table) {
    Optional<Long> from = baseline(table);
    Dataset<Row> all = lake.spark().table(name(table));
    if (from.isEmpty()) {
      return all;
    }
    if (from.get() == cut.snapshot(table)) {
      return all.limit(0);
    }
    if (!onlyAppended(table)) {
      return all.except(lake.spark().table(publishedName(table)));
    }
    return lake.spark()
        .read()
        .option("start-snapshot-id", from.get())
        .option("end-snapshot-id", cut.snapshot(table))
        .format("iceberg")
        .load(name(table));
  }
}
