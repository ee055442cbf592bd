package io.sluice.bench.chaos;

import io.sluice.bench.BenchStack;
import io.sluice.bench.Verbs;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import io.sluice.lake.Lake;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One mode on a stack of its own: feed and kill, drain, compare. */
final class Proof {
  private static final Duration ROUND = Duration.ofSeconds(20);
  private static final Duration VERB_WITHIN = Duration.ofMinutes(5);

  private final BenchStack stack;
  private final Verbs verbs;
  private final Mode mode;
  private final GeneratorSettings settings;
  private final PrintWriter out;
  private final List<Check> checks = new ArrayList<>();

  Proof(BenchStack stack, Verbs verbs, Mode mode, GeneratorSettings settings, PrintWriter out) {
    this.stack = stack;
    this.verbs = verbs;
    this.mode = mode;
    this.settings = settings;
    this.out = out;
  }

  /**
   * Runs a round for each moment, then all checks.
   *
   * @param first number of the first round
   * @return how often a driver ended just where it was meant to
   */
  Map<KillMoment, Integer> run(List<KillMoment> moments, int first, Random random)
      throws Exception {
    Path contract = stack.folder().resolve("contract.yaml");
    Files.writeString(contract, mode.contract());
    ends("init", "--contract", contract.toString(), "--partitions", "4");
    double recordsPerSecond =
        settings.count() * 1_000.0 / (ROUND.toMillis() * (double) moments.size());
    try (LakeWatch watch = new LakeWatch(stack.nessieUri());
        RoundFeed feed =
            new RoundFeed(
                stack.kafka(), "trades", mode, new TradeGenerator(settings), recordsPerSecond)) {
      String firstHash = watch.log("main", 1).get(0).getCommitMeta().getHash();
      watch.start();
      feed.start();
      Rounds killing = new Rounds(stack, verbs, watch, contract, random, out);
      killing.run(moments, first, feed, settings.count());
      long sent = feed.finish();
      checks.add(
          Check.none(
              "drivers that did not end where they were meant to",
              killing.missed().size(),
              killing.missed()));
      if (mode.transactional()) {
        checks.add(Check.some("records of aborted transactions", feed.aborted()));
      }
      drain(contract, killing.checkpoint());
      compare(watch, firstHash, sent);
      return killing.hits();
    }
  }

  List<Check> checks() {
    return checks;
  }

  private void drain(Path contract, String checkpoint) throws InterruptedException {
    String file = contract.toString();
    ends("ingest", "--contract", file, "--until-caught-up", "--checkpoint", checkpoint);
    ends("build-candles", "--contract", file, "--until-caught-up");
    ends("publish", "--contract", file);
  }

  private void compare(LakeWatch watch, String firstHash, long sent) {
    try (Lake lake = Lake.open(stack.lake("market"), "main", Map.of())) {
      checks.addAll(new RowChecks(lake, Sent.of(mode, settings), mode.flat()).run(sent));
      checks.addAll(new MainChecks(lake, watch).run(firstHash));
    }
  }

  private void ends(String... arguments) throws InterruptedException {
    int code = verbs.run(stack.folder().resolve("verbs.log"), VERB_WITHIN, arguments);
    checks.add(Check.equal("exit code of " + arguments[0], 0, code));
  }
}
