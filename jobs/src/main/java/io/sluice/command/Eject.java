package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.lake.Lake;
import io.sluice.publish.Ejection;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The way out where accepted rows failed an audit. */
@Command(
    name = "eject",
    description =
        "Moves the rows that failed rules of a kept candidate from the dataset's table on staging"
            + " to its quarantine, in one commit, and says in audits who did it and why. Of rows"
            + " that share a key the later ones by partition and offset go; of rows of one offset"
            + " the one that ingest wrote first stays, the others were never read and are removed."
            + " Rows of main stay. A moved record that is sent again is a duplicate. Then"
            + " build-candles and publish. Can be repeated.")
public final class Eject implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;

  @Option(
      names = "--candidate",
      paramLabel = "N",
      required = true,
      description = "N of the kept candidate-N.")
  private long candidate;

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      description =
          "Only rows that failed this rule. If not set, each failed rule that names rows.")
  private String rule;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      required = true,
      description = "The reason, for the evidence.")
  private String why;

  @Override
  public Integer call() {
    if (why.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "Cannot use --why: must say something: \"" + why + "\"");
    }
    Contract agreed = contract.contract();
    try (Lake opened = lake.open(agreed)) {
      Ejection.Result result =
          new Ejection(opened, agreed, Clock.systemUTC())
              .eject(
                  candidate,
                  Optional.ofNullable(rule),
                  System.getProperty("user.name", "unknown"),
                  why);
      spec.commandLine()
          .getOut()
          .println(
              result.isNothing()
                  ? "Nothing to eject: the rows are not in the table any more."
                  : "Ejected from %s: %s.".formatted(agreed.dataset(), result));
      return ExitCode.DONE;
    }
  }
}
