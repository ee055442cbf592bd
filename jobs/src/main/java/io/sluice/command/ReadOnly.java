package io.sluice.command;

import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.JavaConverters;

/** Tells statements that only read from all others. */
final class ReadOnly {
  /** Commands that answer and change nothing begin with one of these. */
  private static final Set<String> READING = Set.of("Show", "Describe", "Explain", "List");

  private ReadOnly() {}

  static boolean allows(SparkSession spark, String sql) throws ParseException {
    return reads(spark.sessionState().sqlParser().parsePlan(sql));
  }

  private static boolean reads(LogicalPlan plan) {
    String name = plan.getClass().getSimpleName();
    if (plan instanceof InsertIntoStatement
        || (plan instanceof Command && READING.stream().noneMatch(name::startsWith))) {
      return false;
    }
    return JavaConverters.seqAsJavaList(plan.children()).stream().allMatch(ReadOnly::reads);
  }
}
