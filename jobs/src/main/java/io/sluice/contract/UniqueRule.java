package io.sluice.contract;

import java.util.List;

/**
 * A rule about rows that share their values. Observed: the rows beyond the first of each group, or
 * their share of all rows. A null equals nothing: rows with a null in a column are not compared.
 */
public record UniqueRule(
    String name, String description, List<String> columns, Comparison comparison)
    implements QualityRule {
  public UniqueRule {
    columns = List.copyOf(columns);
  }
}
