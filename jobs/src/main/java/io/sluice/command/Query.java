package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeConfig;
import io.sluice.lake.References;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
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
          "Allow a statement that changes data. Only on another reference than main: main is moved"
              + " by publish alone.")
  private boolean write;

  @Override
  public Integer call() {
    if (write && (ref.equals(References.MAIN) || sql.contains("@" + References.MAIN))) {
      throw new ParameterException(
          spec.commandLine(), "Cannot write: only publish moves main: --ref " + ref);
    }
    try (Lake opened = lake.open(ref)) {
      if (opened.references().find(ref).isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Cannot query: no such branch or tag: " + ref);
      }
      opened.spark().catalog().setCurrentCatalog(LakeConfig.CATALOG);
      opened.spark().catalog().setCurrentDatabase(opened.config().namespace());
      if (!write && !ReadOnly.allows(opened.spark(), sql)) {
        throw new ParameterException(
            spec.commandLine(),
            "Cannot query: the statement changes something; --write allows that on another"
                + " reference than main: "
                + sql);
      }
      if (!ReadOnly.keepsPublished(opened.spark(), sql)) {
        throw new ParameterException(
            spec.commandLine(), "Cannot query: main and its tags are publish's alone: " + sql);
      }
      Dataset<Row> rows = opened.spark().sql(sql);
      format.print(rows, limit, spec.commandLine().getOut());
      return ExitCode.DONE;
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

  private ParameterException failure(Exception e) {
    String kind = e instanceof ParseException ? "not valid SQL" : "the statement does not fit";
    return new ParameterException(
        spec.commandLine(), "Cannot query: " + kind + ": " + firstLine(e), e);
  }

  /** Spark adds the whole plan below. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
  }
}
