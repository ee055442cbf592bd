package io.sluice.contract;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names that a table of a contract cannot have, as something else in the namespace has them. */
final class TableNames {
  /** The evidence of all audits, and the one quarantine of a lake that Sluice 0.1.0 made. */
  private static final Set<String> OWN = Set.of("audits", "quarantine");

  /** What Iceberg reads after a table's name: its metadata tables. */
  private static final Set<String> METADATA =
      Set.of(
          "all_data_files",
          "all_delete_files",
          "all_entries",
          "all_files",
          "all_manifests",
          "changes",
          "data_files",
          "delete_files",
          "entries",
          "files",
          "history",
          "manifests",
          "metadata_log_entries",
          "partitions",
          "position_deletes",
          "refs",
          "snapshots");

  private TableNames() {}

  /** What is wrong with the name of a contract's table; empty: it may be used. */
  static Optional<String> problem(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!FieldReader.isIdentifier(name)) {
      return Optional.of("must be a plain identifier");
    } else if (OWN.contains(lower) || lower.endsWith("_quarantine")) {
      return Optional.of("is the name of another table of the namespace");
    } else if (METADATA.contains(lower)
        || lower.matches("(branch|tag|snapshot_id|at_timestamp)_.*")) {
      return Optional.of("has a meaning in Iceberg after a table's name");
    }
    return Optional.empty();
  }
}
