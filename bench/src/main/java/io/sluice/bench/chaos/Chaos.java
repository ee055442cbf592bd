package io.sluice.bench.chaos;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.sluice.bench.BenchStack;
import io.sluice.bench.Verbs;
import io.sluice.feed.generator.GeneratorSettings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
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
        "In each mode (text ids, flat bars, duplicates within the lateness, transactions): starts a"
            + " stack of its own, streams trades with troubles of all kinds, kills the driver at"
            + " planned places and starts it again, drains, and compares what is on main with what"
            + " was sent. Exit code 0: all checks hold, and each planned place was hit.")
public final class Chaos implements Callable<Integer> {
  /** A Sunday evening that is also the end of a month: bars of every length close. */
  private static final Instant FIRST_TRADE = Instant.parse("2024-06-30T20:00:00Z");

  private static final Duration COVERED = Duration.ofHours(28);

  /** Late trades come an hour of event time late: some seconds, so their bars are built. */
  private static final Duration LATE = Duration.ofHours(1);

  @Option(names = "--rounds", defaultValue = "10", description = "How often it is killed.")
  private int rounds;

  @Option(names = "--records", defaultValue = "200000", description = "Records sent in all.")
  private long records;

  @Option(names = "--seed", description = "Of trades and moments. If not set, a new one.")
  private Long seed;

  @Option(
      names = "--modes",
      split = ",",
      description = "Only these, in turn: TEXT_IDS, FLAT_BARS, WITHIN_LATENESS, TRANSACTIONS.")
  private List<Mode> modes;

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
    Random random = new Random(chosen);
    List<KillMoment> moments = moments(random);
    List<Mode> inTurn = modes == null ? List.of(Mode.values()) : modes;
    out.printf(
        "Chaos: %,d records, %d rounds, seed %d, modes %s%n", records, rounds, chosen, inTurn);
    Map<KillMoment, Integer> hits = new EnumMap<>(KillMoment.class);
    int holding = 0;
    int failed = 0;
    for (int i = 0; i < inTurn.size(); i++) {
      int from = rounds * i / inTurn.size();
      int to = rounds * (i + 1) / inTurn.size();
      if (to > from) {
        long share = records * (to - from) / rounds;
        List<Check> checks =
            prove(inTurn.get(i), share, moments.subList(from, to), from + 1, random, hits);
        print(inTurn.get(i), checks);
        int wrong = (int) checks.stream().filter(check -> !check.holds()).count();
        failed += wrong;
        holding += checks.size() - wrong;
      }
    }
    List<Check> hit = hits(moments, hits);
    table(hit);
    int missed = (int) hit.stream().filter(check -> !check.holds()).count();
    return report(
        holding + hit.size() - missed,
        failed + missed,
        chosen,
        Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Each moment as often as the others, in an order of chance; the planned ones first. */
  private List<KillMoment> moments(Random random) {
    List<KillMoment> moments = new ArrayList<>();
    while (moments.size() < rounds) {
      List<KillMoment> planned =
          new ArrayList<>(Arrays.stream(KillMoment.values()).filter(KillMoment::planned).toList());
      Collections.shuffle(planned, random);
      moments.addAll(planned);
      moments.add(KillMoment.ANY_TIME);
    }
    return moments.subList(0, rounds);
  }

  private static List<Check> hits(List<KillMoment> moments, Map<KillMoment, Integer> hits) {
    return Arrays.stream(KillMoment.values())
        .filter(moments::contains)
        .map(
            moment ->
                Check.equal(
                    "drivers killed: " + moment,
                    Collections.frequency(moments, moment),
                    hits.getOrDefault(moment, 0),
                    List.of()))
        .toList();
  }

  private List<Check> prove(
      Mode mode,
      long share,
      List<KillMoment> moments,
      int first,
      Random random,
      Map<KillMoment, Integer> hits)
      throws Exception {
    GeneratorSettings settings =
        GeneratorSettings.plain(random.nextInt(1_000_000), share, FIRST_TRADE.toEpochMilli())
            .withTimes(COVERED.toNanos() / 1_000 / share, LATE.toMillis())
            .withTrouble(1, 2, 1);
    Path own = folder.toAbsolutePath().normalize().resolve(mode.toString());
    try (BenchStack stack = BenchStack.start(own);
        Verbs verbs = new Verbs(stack, jvmOptions, classPath)) {
      Thread hook = new Thread(() -> stop(verbs, stack), "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      Proof proof = new Proof(stack, verbs, mode, settings, out);
      proof
          .run(moments, first, random)
          .forEach((moment, count) -> hits.merge(moment, count, Integer::sum));
      stop(verbs, stack);
      Runtime.getRuntime().removeShutdownHook(hook);
      return proof.checks();
    }
  }

  private static void stop(Verbs verbs, BenchStack stack) {
    verbs.close();
    stack.close();
  }

  private void print(Mode mode, List<Check> checks) {
    out.println(mode + ":");
    table(checks);
    checks.stream()
        .filter(check -> !check.holds())
        .forEach(
            check -> {
              out.println(check.name() + ":");
              check.examples().forEach(example -> out.println("  " + example));
            });
  }

  private void table(List<Check> checks) {
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
  }

  private int report(int holding, int failed, long chosen, Duration took) {
    out.printf(
        "%s in %d s; seed %d%n",
        failed == 0
            ? "All %d checks hold".formatted(holding)
            : "%d of %d checks failed".formatted(failed, holding + failed),
        took.toSeconds(),
        chosen);
    if (keep || failed > 0) {
      out.println("Data and logs: " + folder);
    } else {
      BenchStack.delete(folder);
    }
    return failed == 0 ? 0 : 1;
  }
}
