package io.sluice.command;

import io.sluice.lake.References;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.Option;
import scala.collection.JavaConverters;

/** Tells statements that only read from all others. */
final class ReadOnly {
  /** Commands that answer and change nothing begin with one of these. */
  private static final Set<String> READING = Set.of("Show", "Describe", "Explain", "List");

  /** Nessie's commands that could move or drop a reference. */
  private static final Set<String> MOVING =
      Set.of("AssignReferenceCommand", "MergeBranchCommand", "DropReferenceCommand");

  private ReadOnly() {}

  /** Whether a statement leaves main and the published tags where they are. */
  static boolean keepsPublished(SparkSession spark, String sql) throws ParseException {
    LogicalPlan plan = spark.sessionState().sqlParser().parsePlan(sql);
    if (!MOVING.contains(plan.getClass().getSimpleName())) {
      return true;
    }
    return JavaConverters.seqAsJavaList(plan.productIterator().toSeq()).stream()
        .map(part -> part instanceof Option<?> option && option.isDefined() ? option.get() : part)
        .map(String::valueOf)
        .noneMatch(name -> name.equals(References.MAIN) || name.matches("publish-\\d+"));
  }

  static boolean allows(SparkSession spark, String sql) throws ParseException {
    return reads(spark.sessionState().sqlParser().parsePlan(sql));
  }

  private static boolean reads(LogicalPlan plan) {
    String name = plan.getClass().getSimpleName();
    // Statements are what the parser leaves for the analyser: INSERT, CALL.
    if (plan instanceof ParsedStatement
        || (plan instanceof Command && READING.stream().noneMatch(name::startsWith))) {
      return false;
    }
    return JavaConverters.seqAsJavaList(plan.children()).stream().allMatch(ReadOnly::reads);
  }
}
