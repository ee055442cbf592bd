package io.sluice.lake.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.CallArgument;
import org.apache.spark.sql.catalyst.plans.logical.CallStatement;
import org.apache.spark.sql.catalyst.plans.logical.NamedArgument;
import org.apache.spark.sql.types.StringType;
import scala.collection.JavaConverters;

/**
 * Iceberg's procedures that change a table's own metadata or rewrite its files. Not here: those
 * that delete files, which another branch may read, or that take files in from elsewhere.
 */
final class Procedures {
  private static final Set<String> ALLOWED =
      Set.of(
          "ancestors_of",
          "cherrypick_snapshot",
          "compute_partition_stats",
          "compute_table_stats",
          "fast_forward",
          "publish_changes",
          "rewrite_data_files",
          "rewrite_manifests",
          "rewrite_position_delete_files",
          "rollback_to_snapshot",
          "rollback_to_timestamp",
          "set_current_snapshot");

  /** Where rewrite_data_files takes its filter, counted from 0. */
  private static final int FILTER = 4;

  private final ParserInterface parser;

  Procedures(ParserInterface parser) {
    this.parser = parser;
  }

  /** Refuses all but a known procedure on a table of a branch that may be written to. */
  void check(CallStatement call, String sessionRef) {
    List<String> name = Reading.strings(call.name());
    String procedure = name.get(name.size() - 1).toLowerCase(Locale.ROOT);
    boolean system = name.size() > 1 && name.get(name.size() - 2).equalsIgnoreCase("system");
    if (!system
        || name.size() > 3
        || (name.size() == 3 && !name.get(0).equals("lake"))
        || !ALLOWED.contains(procedure)) {
      throw new RefusedException(
          "a procedure that is not on the list of those allowed", String.join(".", name));
    }
    boolean onTable = false;
    List<CallArgument> arguments = JavaConverters.seqAsJavaList(call.args());
    for (int i = 0; i < arguments.size(); i++) {
      CallArgument argument = arguments.get(i);
      String label = argument instanceof NamedArgument named ? named.name() : "";
      Parts.visit(argument, Reading::parsed);
      if (label.equalsIgnoreCase("table") || (label.isEmpty() && i == 0)) {
        WritableRefs.table(table(argument.expr()), sessionRef);
        onTable = true;
      } else if (label.equalsIgnoreCase("where") || (label.isEmpty() && i == FILTER)) {
        filter(argument.expr());
      }
    }
    if (!onTable) {
      throw new RefusedException("a procedure without a table", String.join(".", name));
    }
  }

  private List<String> table(Expression argument) {
    String text = text(argument);
    try {
      return Reading.strings(parser.parseMultipartIdentifier(text));
    } catch (ParseException e) {
      throw new RefusedException("no plain name of a table to write to", text);
    }
  }

  private void filter(Expression argument) {
    String text = text(argument);
    try {
      Parts.visit(parser.parseExpression(text), Reading::parsed);
    } catch (ParseException e) {
      throw new RefusedException("not a filter", text);
    }
  }

  private static String text(Expression argument) {
    if (argument instanceof Literal literal && literal.dataType() instanceof StringType) {
      return String.valueOf(literal.value());
    }
    throw new RefusedException("an argument that is computed", argument);
  }
}
