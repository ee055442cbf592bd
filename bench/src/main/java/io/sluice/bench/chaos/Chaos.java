package io.sluice.bench.chaos;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.sluice.bench.BenchStack;
import io.sluice.bench.Verbs;
import io.sluice.feed.FeedResult;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.lake.Lake;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills the driver again and again while trades stream in, then counts: everything that was sent is
 * published, once, and nothing else is.
 */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description =
        "Starts a stack of its own, streams trades with troubles of all kinds, kills the driver"
            + " (SIGKILL) and starts it again, drains, and compares what is on main with what was"
            + " sent. Exit code 0: all checks hold.")
public final class Chaos implements Callable<Integer> {
  /** A Sunday evening that is also the end of a month: bars of every length close. */
  private static final Instant FIRST_TRADE = Instant.parse("2024-06-30T20:00:00Z");

  private static final Duration COVERED = Duration.ofHours(28);

  /** Late trades come an hour of event time late: some seconds, so their bars are built. */
  private static final Duration LATE = Duration.ofHours(1);

  private static final Duration ROUND = Duration.ofSeconds(20);
  private static final Duration VERB_WITHIN = Duration.ofMinutes(5);

  @Option(names = "--rounds", defaultValue = "10", description = "How often it is killed.")
  private int rounds;

  @Option(names = "--records", defaultValue = "200000", description = "Records sent in all.")
  private long records;

  @Option(names = "--seed", description = "Of trades and moments. If not set, a new one.")
  private Long seed;

  @Option(names = "--folder", required = true, description = "For data and logs; is replaced.")
  private Path folder;

  @Option(names = "--keep", description = "Keep data and logs also where all checks hold.")
  private boolean keep;

  @Option(names = "--jvm-options", required = true, description = "Argument files of the driver.")
  private List<Path> jvmOptions;

  @Option(names = "--class-path", required = true, description = "Class path of the driver.")
  private String classPath;

  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Chaos()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    long begun = System.nanoTime();
    long chosen = seed == null ? System.currentTimeMillis() % 1_000_000 : seed;
    GeneratorSettings settings =
        GeneratorSettings.plain(chosen, records, FIRST_TRADE.toEpochMilli())
            .withTimes(COVERED.toNanos() / 1_000 / records, LATE.toMillis())
            .withTrouble(1, 2, 1);
    out.printf("Chaos: %,d records, %d rounds, seed %d%n", records, rounds, chosen);
    List<Check> checks;
    try (BenchStack stack = BenchStack.start(folder.toAbsolutePath().normalize());
        Verbs verbs = new Verbs(stack, jvmOptions, classPath)) {
      Thread hook = new Thread(() -> stop(verbs, stack), "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      checks = prove(stack, verbs, settings, new Random(chosen));
      verbs.close();
      stack.close();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    return report(checks, chosen, Duration.ofNanos(System.nanoTime() - begun));
  }

  private static void stop(Verbs verbs, BenchStack stack) {
    verbs.close();
    stack.close();
  }

  private List<Check> prove(
      BenchStack stack, Verbs verbs, GeneratorSettings settings, Random random) throws Exception {
    List<Check> checks = new ArrayList<>();
    Path log = stack.folder().resolve("verbs.log");
    checks.add(ends(verbs, log, "init", "--partitions", "4"));
    try (LakeWatch watch = new LakeWatch(stack.nessieUri());
        RoundFeed feed =
            new RoundFeed(
                stack.kafka(),
                "trades",
                settings,
                records * 1_000.0 / (ROUND.toMillis() * rounds))) {
      String firstHash = watch.log("main", 1).get(0).getCommitMeta().getHash();
      watch.start();
      feed.start();
      Rounds killing = new Rounds(stack, verbs, watch, random, out);
      killing.run(rounds, feed, records);
      FeedResult fed = feed.finish();
      checks.add(
          Check.none(
              "drivers that ended before they were killed",
              killing.endedByThemselves().size(),
              killing.endedByThemselves()));
      checks.add(
          ends(verbs, log, "ingest", "--until-caught-up", "--checkpoint", killing.checkpoint()));
      checks.add(ends(verbs, log, "build-candles", "--until-caught-up"));
      checks.add(ends(verbs, log, "publish"));
      out.println("Drained; comparing with what was sent …");
      Sent sent = Sent.of(settings);
      try (Lake lake = Lake.open(stack.lake("market"), "main", Map.of())) {
        checks.addAll(new RowChecks(lake, sent).run(fed.sent()));
        checks.addAll(new MainChecks(lake, watch).run(firstHash));
      }
    }
    return checks;
  }

  private static Check ends(Verbs verbs, Path log, String... arguments)
      throws InterruptedException {
    int code = verbs.run(log, VERB_WITHIN, arguments);
    return Check.equal("exit code of " + arguments[0], 0, code);
  }

  private int report(List<Check> checks, long chosen, Duration took) {
    out.println(
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
            checks,
            List.of(
                new Column()
                    .header("check")
                    .headerAlign(HorizontalAlign.LEFT)
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(Check::name),
                new Column().header("expected").with(Check::expected),
                new Column().header("observed").with(Check::observed),
                new Column().header("").with(check -> check.holds() ? "ok" : "FAILED"))));
    List<Check> failed = checks.stream().filter(check -> !check.holds()).toList();
    for (Check check : failed) {
      out.println(check.name() + ":");
      check.examples().forEach(example -> out.println("  " + example));
    }
    out.printf(
        "%s in %d s; seed %d%n",
        failed.isEmpty()
            ? "All %d checks hold".formatted(checks.size())
            : "%d of %d checks failed".formatted(failed.size(), checks.size()),
        took.toSeconds(),
        chosen);
    if (keep || !failed.isEmpty()) {
      out.println("Data and logs: " + folder);
    } else {
      BenchStack.delete(folder);
    }
    return failed.isEmpty() ? 0 : 1;
  }
}
