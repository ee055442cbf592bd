package io.sluice.contract;

/**
 * A rule about each row by itself. Observed: the violating rows, or their share.
 *
 * @param field the field it is about; null when it is about the whole row
 * @param badRowPredicate Spark SQL expression over the table's columns, true for a violating row;
 *     false or null for every other
 */
public record RowRule(
    String name, String description, String field, String badRowPredicate, Comparison comparison)
    implements QualityRule {}
