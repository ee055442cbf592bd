package io.sluice.contract;

import java.util.Locale;
import java.util.Set;

/** Names and values as Spark SQL writes them. */
final class SqlText {
  /** Words that Spark SQL reads as something else than a column where an expression begins. */
  private static final Set<String> NOT_COLUMNS =
      Set.of(
          "not",
          "null",
          "true",
          "false",
          "case",
          "interval",
          "user",
          "session_user",
          "current_user",
          "current_date",
          "current_timestamp");

  private SqlText() {}

  /** A column's name, between backticks where it needs them. */
  static String column(String name) {
    return NOT_COLUMNS.contains(name.toLowerCase(Locale.ROOT)) ? "`" + name + "`" : name;
  }

  /** A string literal. Backslashes are doubled: by default the parser takes them as escapes. */
  static String string(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
