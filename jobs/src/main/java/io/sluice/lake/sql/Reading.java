package io.sluice.lake.sql;

import io.sluice.lake.LakeConfig;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.NewInstance;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** What a plan that only reads tables of the lake is made of. All else is refused. */
final class Reading {
  private static final String SPARK = "org.apache.spark.sql.";
  private static final String CATALYST = SPARK + "catalyst.";

  /** As the parser leaves them. */
  private static final Set<String> PARSED =
      Set.of(
          "analysis.RelationTimeTravel",
          "analysis.UnresolvedHaving",
          "analysis.UnresolvedInlineTable",
          "analysis.UnresolvedRelation",
          "analysis.UnresolvedSubqueryColumnAliases",
          "analysis.UnresolvedTVFAliases",
          "analysis.UnresolvedTableValuedFunction",
          "plans.logical.Pivot",
          "plans.logical.Unpivot",
          "plans.logical.UnresolvedHint",
          "plans.logical.UnresolvedWith",
          "plans.logical.WithWindowDefinition");

  /** As the analyser leaves them. */
  private static final Set<String> ANALYSED =
      Set.of(
          "analysis.ResolvedInlineTable",
          "plans.logical.CTERelationDef",
          "plans.logical.CTERelationRef",
          "plans.logical.Expand",
          "plans.logical.LocalRelation",
          "plans.logical.Range",
          "plans.logical.ResolvedHint",
          "plans.logical.Window",
          "plans.logical.WithCTE");

  private static final Set<String> BOTH =
      Set.of(
          "plans.logical.Aggregate",
          "plans.logical.Deduplicate",
          "plans.logical.Distinct",
          "plans.logical.Except",
          "plans.logical.Filter",
          "plans.logical.Generate",
          "plans.logical.GlobalLimit",
          "plans.logical.Intersect",
          "plans.logical.Join",
          "plans.logical.LateralJoin",
          "plans.logical.LocalLimit",
          "plans.logical.Offset",
          "plans.logical.OneRowRelation",
          "plans.logical.Project",
          "plans.logical.RebalancePartitions",
          "plans.logical.Repartition",
          "plans.logical.RepartitionByExpression",
          "plans.logical.Sample",
          "plans.logical.Sort",
          "plans.logical.SubqueryAlias",
          "plans.logical.Union");

  /** Where Spark's and Iceberg's expressions live. */
  private static final Set<String> EXPRESSIONS =
      Set.of(
          CATALYST + "analysis",
          CATALYST + "expressions",
          CATALYST + "expressions.aggregate",
          CATALYST + "expressions.objects",
          CATALYST + "plans.logical");

  /** Such as {@code trades@publish-3} or {@code trades@main#HASH}: no path of a file. */
  private static final String NAME = "[\\w@#.: -]+";

  /** No view of this process is read. */
  static final String NO_VIEW = "";

  private Reading() {}

  /** Refuses a parsed plan, or a part of one, that does anything else than read tables. */
  static boolean parsed(Object part) {
    if (part instanceof UnresolvedRelation relation) {
      name(relation.multipartIdentifier());
      return true;
    } else if (part instanceof UnresolvedTableValuedFunction function) {
      function(strings(function.name()));
    } else if (part instanceof UnresolvedFunction function) {
      function(strings(function.nameParts()));
    } else if (part instanceof UnresolvedGenerator generator) {
      function(strings(generator.name().nameParts()));
    } else if (part.getClass().getSimpleName().equals("ExpressionWithUnresolvedIdentifier")) {
      throw new RefusedException("a name that is computed", part);
    }
    return known(part, PARSED);
  }

  /**
   * Refuses an analysed plan, or a part of one, that does anything else than read tables of the
   * lake.
   *
   * @param view a view of this process that may be read; it is trusted as it is
   */
  static boolean analysed(Object part, String view) {
    if (part instanceof DataSourceV2Relation relation) {
      if (relation.catalog().isEmpty()
          || !relation.catalog().get().name().equals(LakeConfig.CATALOG)) {
        throw new RefusedException("reads what is no table of the lake", relation.name());
      }
      return false;
    } else if (part instanceof View read && read.desc().identifier().table().equals(view)) {
      return false;
    }
    return known(part, ANALYSED);
  }

  /** Refuses a name that stands for files instead of a table. */
  static void name(Seq<String> parts) {
    for (String part : strings(parts)) {
      if (!part.matches(NAME)) {
        throw new RefusedException("reads what is no table of the lake", part);
      }
    }
  }

  static List<String> strings(Seq<String> parts) {
    return JavaConverters.seqAsJavaList(parts);
  }

  static void expression(Expression expression) {
    if (!EXPRESSIONS.contains(expression.getClass().getPackageName())
        || expression instanceof CallMethodViaReflection
        || expression instanceof NewInstance
        || expression instanceof Invoke
        || (expression instanceof UserDefinedExpression && !ofIceberg(expression))
        || (expression instanceof StaticInvoke call && !trusted(call.staticObject()))) {
      throw new RefusedException("calls a function that may do anything", expression);
    }
  }

  private static boolean ofIceberg(Expression expression) {
    return expression instanceof ApplyFunctionExpression apply
        && apply.function().getClass().getName().startsWith("org.apache.iceberg.");
  }

  private static boolean trusted(Class<?> type) {
    return type.getName().startsWith("org.apache.iceberg.spark.functions.")
        || type.getName().startsWith(CATALYST + "util.")
        || type.getName().startsWith(CATALYST + "expressions.");
  }

  private static void function(List<String> name) {
    if (!Functions.allow(name)) {
      throw new RefusedException(
          "a function that is not on the list of those that only compute", String.join(".", name));
    }
  }

  private static boolean known(Object part, Set<String> nodes) {
    if (part instanceof Expression expression) {
      expression(expression);
    } else if (part instanceof LogicalPlan plan) {
      String name = plan.getClass().getName();
      String node = name.startsWith(CATALYST) ? name.substring(CATALYST.length()) : name;
      if (!nodes.contains(node) && !BOTH.contains(node)) {
        throw new RefusedException("does more than to read tables", label(plan));
      }
    }
    return true;
  }

  /** Such as InsertIntoDir: a plan's own text may be long. */
  static String label(LogicalPlan plan) {
    return plan.getClass().getSimpleName().replaceFirst("(Command|Statement)$", "");
  }
}
