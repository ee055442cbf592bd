package io.sluice.command;

import io.sluice.base.Durations;
import io.sluice.base.ExitCode;
import io.sluice.contract.Contract;
import io.sluice.derive.CandleBuilder;
import io.sluice.derive.CandleLoop;
import io.sluice.derive.CandleResult;
import io.sluice.driver.OnShutdown;
import io.sluice.lake.Lake;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Streams trades into bars. */
@Command(
    name = "build-candles",
    description =
        "Builds bars of 1m, 5m, 15m, 1h, 4h, 1d, 1w and 1mo from the trades on staging. A window"
            + " closes when the watermark (newest event time less the contract's lateness) has"
            + " passed its end; a later trade revises its bars. Runs on until it is ended.")
public final class BuildCandles implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;

  @Option(
      names = "--until-caught-up",
      description =
          "End after the trades that are on staging now, and close every window that ended before"
              + " the newest trade, without waiting for the lateness: trades that still come for"
              + " such a window revise it.")
  private boolean untilCaughtUp;

  @Option(
      names = "--close-until",
      paramLabel = "TIME",
      converter = Instants.class,
      description =
          "With --until-caught-up: also close the windows that end at or before this time, such as"
              + " 2024-08-09T00:10:00Z; for a history that is known to be complete.")
  private Instant closeUntil;

  @Option(
      names = "--trigger-interval",
      paramLabel = "DURATION",
      defaultValue = "5s",
      converter = Durations.class,
      description = "How often it looks for new trades. Default: 5s.")
  private Duration interval;

  @Override
  public Integer call() {
    if (closeUntil != null && !untilCaughtUp) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(), "Cannot use --close-until: it goes with --until-caught-up");
    }
    if (closeUntil != null && closeUntil.isAfter(Clock.systemUTC().instant())) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine(),
          "Cannot use --close-until: closed windows stay closed, and it is in the future: "
              + closeUntil);
    }
    List<Contract> agreed = contract.contracts();
    PrintWriter out = spec.commandLine().getOut();
    try (Lake opened = lake.open(agreed)) {
      Map<String, CandleBuilder> builders = new LinkedHashMap<>();
      // Of several datasets some may have no candles: those are reported.
      agreed.stream()
          .filter(each -> each.candles().isPresent() || agreed.size() == 1)
          .forEach(
              each ->
                  builders.put(
                      each.dataset(),
                      new CandleBuilder(
                          opened,
                          each,
                          Clock.systemUTC(),
                          month -> print(out, each.dataset(), month.progress()))));
      if (untilCaughtUp) {
        builders.forEach(
            (dataset, builder) ->
                print(out, dataset, builder.catchUp(Optional.ofNullable(closeUntil))));
      } else {
        CandleLoop loop =
            new CandleLoop(builders, interval, (dataset, result) -> print(out, dataset, result));
        try (OnShutdown standby = new OnShutdown(loop::stop)) {
          loop.run();
        }
      }
      return ExitCode.DONE;
    }
  }

  private static void print(PrintWriter out, String dataset, CandleResult result) {
    print(out, dataset, result.committed() ? result.toString() : "up to date.");
  }

  private static void print(PrintWriter out, String dataset, String what) {
    out.println("Candles of " + dataset + ": " + what);
    out.flush();
  }
}
