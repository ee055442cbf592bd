package io.sluice.lake.sql;

import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.command.DescribeQueryCommand;
import org.apache.spark.sql.execution.command.ExplainCommand;

/**
 * Lets a statement run only where it is on a list of what may run. It looks at what the parser and
 * the analyser made of the text, never at the text; it executes nothing.
 *
 * <p>All methods throw {@link RefusedException} where a statement may not run, and what Spark
 * throws where it is no valid SQL.
 */
public final class StatementGuard {
  /** Commands that answer and change nothing. */
  private static final Set<String> ANSWERING =
      Set.of(
          "DescribeColumn",
          "DescribeFunction",
          "DescribeNamespace",
          "DescribeRelation",
          "ListReferenceCommand",
          "ShowCatalogsCommand",
          "ShowColumns",
          "ShowCreateTable",
          "ShowCurrentNamespaceCommand",
          "ShowFunctions",
          "ShowIcebergViews",
          "ShowLogCommand",
          "ShowNamespaces",
          "ShowReferenceCommand",
          "ShowTableProperties",
          "ShowTables");

  private final SparkSession spark;

  public StatementGuard(SparkSession spark) {
    this.spark = spark;
  }

  /** Allows what only reads tables of the lake or describes them. */
  public void reads(String sql) throws ParseException {
    LogicalPlan plan = parse(sql);
    if (Writing.changes(plan)) {
      throw new RefusedException(
          "--write allows this on another branch than main, nothing else does", sql);
    }
    reads(plan);
  }

  /** Allows what reads, and what changes a branch that is neither main nor made by publish. */
  public void writes(String sql, String sessionRef) throws ParseException {
    WritableRefs.written(sessionRef, "--ref " + sessionRef);
    LogicalPlan plan = parse(sql);
    Procedures procedures = new Procedures(spark.sessionState().sqlParser());
    switch (Writing.kind(plan, sessionRef, procedures)) {
      case READ -> reads(plan);
      case TABLE -> Parts.visit(analyse(plan), Writing::analysed);
      case COMMAND -> {
        // It has no part that is not checked yet.
      }
    }
  }

  /** Allows one SELECT over the view and tables of the lake. */
  public void selects(String sql, String view) throws ParseException {
    selects(parse(sql), view);
  }

  private void reads(LogicalPlan plan) {
    if (plan instanceof ExplainCommand explain) {
      reads(explain.logicalPlan());
    } else if (plan instanceof DescribeQueryCommand describe) {
      reads(describe.plan());
    } else if (!ANSWERING.contains(plan.getClass().getSimpleName())) {
      selects(plan, Reading.NO_VIEW);
    }
  }

  private void selects(LogicalPlan plan, String view) {
    Parts.visit(plan, Reading::parsed);
    Parts.visit(analyse(plan), part -> Reading.analysed(part, view));
  }

  private LogicalPlan parse(String sql) throws ParseException {
    return spark.sessionState().sqlParser().parsePlan(sql);
  }

  private LogicalPlan analyse(LogicalPlan plan) {
    return spark.sessionState().executePlan(plan, CommandExecutionMode.SKIP()).analyzed();
  }
}
