package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.References;
import io.sluice.lake.sql.RefusedException;
import io.sluice.lake.sql.StatementGuard;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.projectnessie.model.Reference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads the lake. */
@Command(
    name = "query",
    description =
        "Runs a query in Spark SQL, in catalog lake and the namespace. Times are UTC. Any table can"
            + " be read on another reference as `TABLE@REFERENCE`.")
public final class Query implements Callable<Integer> {
  private static final String REF_HASH = "spark.sql.catalog." + LakeConfig.CATALOG + ".ref.hash";

  @Spec private CommandSpec spec;
  @Mixin private LakeOptions lake;

  @Parameters(paramLabel = "SQL", description = "One statement.")
  private String sql;

  @Option(
      names = "--ref",
      paramLabel = "NAME",
      defaultValue = References.MAIN,
      description = "Branch or tag to read, such as staging or publish-3. Default: main.")
  private String ref;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      defaultValue = "table",
      description = "How rows are printed; json is one object a line. Default: table.")
  private RowFormat format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Most rows of a table; what is left out is said. csv and json print all. Default: 1000.")
  private int limit;

  @Option(
      names = "--write",
      description =
          "Allow a statement that changes data or a branch. Only on another branch than main, which"
              + " publish alone moves.")
  private boolean write;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new ParameterException(
          spec.commandLine(), "Cannot use --limit: must be 1 at least: " + limit);
    }
    lake.refuseSettings("query", "spark.sql.catalog.", "spark.sql.extensions");
    try (Lake opened = lake.open(ref)) {
      Reference reference =
          opened
              .references()
              .find(ref)
              .orElseThrow(() -> refused("no such branch or tag: " + ref, null));
      if (!write) {
        // A second line of defence: the catalog is at a commit, and cannot write.
        opened.spark().conf().set(REF_HASH, reference.getHash());
      }
      opened.spark().catalog().setCurrentCatalog(LakeConfig.CATALOG);
      opened.spark().catalog().setCurrentDatabase(opened.config().namespace());
      check(new StatementGuard(opened.spark()));
      Dataset<Row> rows = opened.spark().sql(sql);
      format.print(rows, limit, spec.commandLine().getOut());
      return ExitCode.DONE;
    } catch (RefusedException e) {
      throw refused(e.getMessage(), e);
    } catch (AnalysisException e) {
      throw failure(e);
    } catch (Exception e) {
      // Spark's checked exceptions reach Java undeclared.
      if (e instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw failure(e);
    }
  }

  private void check(StatementGuard guard) throws ParseException {
    if (write) {
      guard.writes(sql, ref);
    } else {
      guard.reads(sql);
    }
  }

  private ParameterException failure(Exception e) {
    String kind = e instanceof ParseException ? "not valid SQL" : "the statement does not fit";
    return refused(kind + ": " + firstLine(e), e);
  }

  private ParameterException refused(String why, Exception cause) {
    return new ParameterException(spec.commandLine(), "Cannot query: " + why, cause);
  }

  /** Spark adds the whole plan below. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
  }
}
