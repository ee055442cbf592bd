package io.sluice.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule in SQL. Observed: the one number that the query returns.
 *
 * @param query as in the contract, except that a placeholder of the column is already its name
 */
public record SqlRule(String name, String description, String query, Comparison comparison)
    implements QualityRule {
  private static final Pattern RELATION = Pattern.compile("\\$?\\{(?:object|table)}");
  private static final Pattern COLUMN = Pattern.compile("\\$?\\{(?:property|column)}");

  /** The query over the given table or view, which stands in for {@code ${object}}. */
  public String query(String relation) {
    return RELATION.matcher(query).replaceAll(Matcher.quoteReplacement(relation));
  }

  static boolean namesRelation(String query) {
    return RELATION.matcher(query).find();
  }

  static boolean namesColumn(String query) {
    return COLUMN.matcher(query).find();
  }

  static String withColumn(String query, String column) {
    return COLUMN.matcher(query).replaceAll(Matcher.quoteReplacement(column));
  }
}
