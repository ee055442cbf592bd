package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.derive.CandleBuilder;
import io.sluice.derive.CandleResult;
import io.sluice.lake.Lake;
import io.sluice.state.Micros;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Recomputes bars on demand. */
@Command(
    name = "reconcile",
    description =
        "Recomputes the closed bars of a range of time from their trades on staging and revises"
            + " those that differ, reason \"reconcile\".")
public final class Reconcile implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = Instants.class,
      description = "Start of the range, such as 2024-08-09T00:00:00Z or 2024-08-09.")
  private Instant from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TIME",
      converter = Instants.class,
      description = "End of the range, exclusive.")
  private Instant to;

  @Override
  public Integer call() {
    if (!from.isBefore(to)) {
      throw new ParameterException(
          spec.commandLine(), "Cannot reconcile: --from must be before --to: " + from + ", " + to);
    }
    try (Lake opened = lake.open(contract.contract())) {
      var result =
          new CandleBuilder(opened, contract.contract(), Clock.systemUTC(), this::progress)
              .reconcile(micros(from), micros(to));
      spec.commandLine().getOut().println("Reconciled: " + result);
      return ExitCode.DONE;
    }
  }

  private void progress(CandleResult month) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Reconciled: " + month.progress());
    out.flush();
  }

  private static long micros(Instant instant) {
    return Micros.of(instant);
  }
}
