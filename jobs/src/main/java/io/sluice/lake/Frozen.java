package io.sluice.lake;

import org.apache.iceberg.Table;

/**
 * A table at one commit: nothing can change it.
 *
 * @param table its metadata at that commit
 * @param name its Spark SQL name
 */
public record Frozen(Table table, String name) {}
