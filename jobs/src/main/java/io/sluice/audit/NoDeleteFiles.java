package io.sluice.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * No file takes rows out of others: Sluice never makes any, and what Iceberg counts of a table
 * leaves them out.
 */
final class NoDeleteFiles implements Check {
  static final String RULE = "no_delete_files";

  @Override
  public List<Finding> findings(AuditScope scope) {
    List<Finding> findings = new ArrayList<>();
    for (String table : scope.tables().own()) {
      findings.add(Finding.none(table, RULE, "table", scope.diff(table).deleteFiles()));
    }
    return findings;
  }
}
