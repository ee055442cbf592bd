package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.lake.Lake;
import io.sluice.publish.Rollback;
import io.sluice.state.PublishNumbers;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes main back to an earlier publish. */
@Command(
    name = "rollback",
    description =
        "Puts the tables of an earlier publish on main again, as a publish of its own, and holds"
            + " publishing until `publish --resume`. Nothing on staging changes.")
public final class RollbackVerb implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LakeOptions lake;

  @Parameters(paramLabel = "publish-N", description = "The tag of the publish to return to.")
  private String tag;

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the commit and in the table audits.")
  private String why;

  @Option(
      names = "--who",
      paramLabel = "NAME",
      description = "Who has decided it. Default: the user of the process.")
  private String who = System.getProperty("user.name");

  @Override
  public Integer call() {
    if (!tag.matches("publish-\\d{1,18}")) {
      throw new ParameterException(
          spec.commandLine(), "Cannot roll back: must be publish-N: " + tag);
    }
    if (why.isBlank()) {
      throw new ParameterException(spec.commandLine(), "Cannot roll back: --why is empty");
    }
    try (Lake opened = lake.open()) {
      Rollback.Result result = new Rollback(opened, Clock.systemUTC()).to(tag, why, who);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "Rolled back to %s as %s: %s%n",
          tag, PublishNumbers.tag(result.number()), String.join(", ", result.tables()));
      if (!result.left().isEmpty()) {
        out.println("Left as they are, created later: " + String.join(", ", result.left()));
      }
      out.println("Publishing is held until `sluice publish --resume`.");
      out.flush();
      return ExitCode.DONE;
    }
  }
}
