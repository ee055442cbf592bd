package io.sluice.lake.sql;

import io.sluice.lake.LakeConfig;
import io.sluice.lake.References;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.ResolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTable;
import org.apache.spark.sql.catalyst.plans.logical.AssignReferenceCommand;
import org.apache.spark.sql.catalyst.plans.logical.CallStatement;
import org.apache.spark.sql.catalyst.plans.logical.CreateReferenceCommand;
import org.apache.spark.sql.catalyst.plans.logical.DropReferenceCommand;
import org.apache.spark.sql.catalyst.plans.logical.DropTable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MergeBranchCommand;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import scala.Product;
import scala.collection.Seq;

/** The statements that may change another branch than main. All else is refused. */
final class Writing {
  private static final String LOGICAL = "org.apache.spark.sql.catalyst.plans.logical.";

  /** They name one table, first. */
  private static final Set<String> OF_A_TABLE =
      Set.of(
          "AddColumns",
          "AddPartitionField",
          "AlterColumn",
          "CommentOnTable",
          "CreateOrReplaceBranch",
          "CreateOrReplaceTag",
          "CreateTable",
          "CreateTableAsSelect",
          "DeleteFromTable",
          "DropBranch",
          "DropColumns",
          "DropIdentifierFields",
          "DropPartitionField",
          "DropTable",
          "DropTag",
          "InsertIntoStatement",
          "MergeIntoTable",
          "OverwriteByExpression",
          "RenameColumn",
          "ReplaceColumns",
          "ReplacePartitionField",
          "ReplaceTable",
          "ReplaceTableAsSelect",
          "SetIdentifierFields",
          "SetTableProperties",
          "SetWriteDistributionAndOrdering",
          "TruncateTable",
          "UnsetTableProperties",
          "UpdateTable");

  /** What the analyser makes of them, beside what only reads. */
  private static final Set<String> ANALYSED =
      Set.of("AppendData", "MergeRows", "ReplaceData", "WriteDelta");

  /** With these, a table's own clean-up deletes files that main still reads. */
  private static final Set<String> KEEPING_FILES =
      Set.of("gc.enabled", "write.metadata.delete-after-commit.enabled");

  private Writing() {}

  /** What a statement is. */
  enum Kind {
    READ,
    TABLE,
    COMMAND
  }

  /** Whether a statement is one of those that may change another branch than main. */
  static boolean changes(LogicalPlan plan) {
    return isOfATable(plan)
        || plan instanceof CreateReferenceCommand
        || plan instanceof DropReferenceCommand
        || plan instanceof AssignReferenceCommand
        || plan instanceof MergeBranchCommand
        || plan instanceof CallStatement;
  }

  /** Says what a statement is, and refuses targets that must not be written to. */
  static Kind kind(LogicalPlan plan, String sessionRef, Procedures procedures) {
    if (plan instanceof CreateReferenceCommand create) {
      WritableRefs.created(create.reference(), create.reference());
    } else if (plan instanceof DropReferenceCommand drop) {
      WritableRefs.dropped(drop.reference(), drop.reference());
    } else if (plan instanceof AssignReferenceCommand assign) {
      WritableRefs.written(assign.reference(), assign.reference());
    } else if (plan instanceof MergeBranchCommand merge) {
      // Without INTO, Nessie merges into its default branch: main.
      String into = merge.toRefName().isDefined() ? merge.toRefName().get() : References.MAIN;
      WritableRefs.written(into, "MERGE BRANCH INTO " + into);
    } else if (plan instanceof CallStatement call) {
      procedures.check(call, sessionRef);
    } else if (isOfATable(plan)) {
      WritableRefs.table(target(plan), sessionRef);
      parsed(plan);
      return Kind.TABLE;
    } else {
      return Kind.READ;
    }
    return Kind.COMMAND;
  }

  /** Refuses parts of a statement on a table that do more than to read. */
  private static void parsed(LogicalPlan plan) {
    if (plan instanceof DropTable drop && drop.purge()) {
      throw new RefusedException("would delete files that main may read", "PURGE");
    }
    Parts.visit(
        plan,
        part -> {
          if (part instanceof String text
              && KEEPING_FILES.contains(text.toLowerCase(Locale.ROOT))) {
            throw new RefusedException("would delete files that main may read", text);
          }
          return part == plan || isTarget(part) || Reading.parsed(part);
        });
  }

  /** Refuses a part of an analysed statement that is neither of the write nor only reads. */
  static boolean analysed(Object part) {
    if (part instanceof ResolvedTable table) {
      return inLake(table.catalog(), table.identifier());
    } else if (part instanceof ResolvedIdentifier identifier) {
      return inLake(identifier.catalog(), identifier.identifier());
    }
    return (part instanceof LogicalPlan plan && (isOfATable(plan) || isAnalysed(plan)))
        || Reading.analysed(part, Reading.NO_VIEW);
  }

  private static boolean inLake(CatalogPlugin catalog, Identifier table) {
    if (!catalog.name().equals(LakeConfig.CATALOG)) {
      throw new RefusedException("writes to what is no table of the lake", table);
    }
    return false;
  }

  private static boolean isAnalysed(LogicalPlan plan) {
    return plan.getClass().getName().startsWith(LOGICAL)
        && ANALYSED.contains(plan.getClass().getSimpleName());
  }

  private static boolean isOfATable(LogicalPlan plan) {
    return plan.getClass().getName().startsWith(LOGICAL)
        && OF_A_TABLE.contains(plan.getClass().getSimpleName());
  }

  private static boolean isTarget(Object part) {
    return part instanceof UnresolvedTable || part instanceof UnresolvedIdentifier;
  }

  private static List<String> target(LogicalPlan plan) {
    Object first = ((Product) plan).productElement(0);
    while (first instanceof SubqueryAlias alias) {
      first = alias.child();
    }
    if (first instanceof UnresolvedRelation relation) {
      return Reading.strings(relation.multipartIdentifier());
    } else if (first instanceof UnresolvedTable table) {
      return Reading.strings(table.multipartIdentifier());
    } else if (first instanceof UnresolvedIdentifier identifier) {
      return Reading.strings(identifier.nameParts());
    } else if (first instanceof Seq<?> name && name.forall(String.class::isInstance)) {
      return Reading.strings((Seq<String>) first);
    }
    throw new RefusedException("no plain name of a table to write to", Reading.label(plan));
  }
}
