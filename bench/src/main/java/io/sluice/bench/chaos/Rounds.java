package io.sluice.bench.chaos;

import io.sluice.bench.BenchStack;
import io.sluice.bench.Verbs;
import io.sluice.lake.References;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Starts the driver, kills it, starts it again. */
final class Rounds {
  private static final Duration FIRST_BATCH_WITHIN = Duration.ofMinutes(3);
  private static final Duration MOMENT_WITHIN = Duration.ofMinutes(4);

  private final BenchStack stack;
  private final Verbs verbs;
  private final LakeWatch watch;
  private final Random random;
  private final PrintWriter out;
  private final Path contract;
  private final Path checkpoint;
  private final Map<KillMoment, Integer> hits = new EnumMap<>(KillMoment.class);
  private final List<String> missed = new ArrayList<>();

  Rounds(
      BenchStack stack,
      Verbs verbs,
      LakeWatch watch,
      Path contract,
      Random random,
      PrintWriter out) {
    this.stack = stack;
    this.verbs = verbs;
    this.watch = watch;
    this.contract = contract;
    this.random = random;
    this.out = out;
    this.checkpoint = stack.folder().resolve("checkpoint");
  }

  /** How often drivers ended just where they were meant to. */
  Map<KillMoment, Integer> hits() {
    return hits;
  }

  /** Rounds whose driver ended elsewhere, or by itself: there should be none. */
  List<String> missed() {
    return missed;
  }

  String checkpoint() {
    return checkpoint.toUri().toString();
  }

  /**
   * Runs a round for each moment.
   *
   * @param first number of the first round, of all modes together: each third loses its checkpoint
   */
  void run(List<KillMoment> moments, int first, RoundFeed feed, long records)
      throws InterruptedException {
    int rounds = moments.size();
    for (int i = 1; i <= rounds; i++) {
      // A part waits for the driver, so that it has a first batch; the rest comes while it works.
      feed.allow(records * (10L * i - 8) / (10L * rounds));
      long share = records * i / rounds;
      int round = first + i - 1;
      boolean loses = round % 3 == 2;
      String what = round(round, moments.get(i - 1), () -> feed.allow(share));
      if (loses) {
        BenchStack.delete(checkpoint);
      }
      out.printf(
          Locale.ROOT,
          "Round %d: %s%s; %s%n",
          round,
          what,
          loses ? ", checkpoint removed" : "",
          published());
      out.flush();
    }
  }

  private String round(int round, KillMoment moment, Runnable whenItWorks)
      throws InterruptedException {
    Path log = stack.folder().resolve("driver-" + round + ".log");
    long started = System.nanoTime();
    Process driver =
        verbs.start(
            log,
            moment.environment(random),
            List.of(
                "run",
                "--contract",
                contract.toString(),
                "--publish-every",
                "2s",
                "--trigger-interval",
                "500ms",
                "--checkpoint",
                checkpoint()));
    awaitFirstBatch(driver, log);
    whenItWorks.run();
    Duration patience =
        moment.planned() ? MOMENT_WITHIN : Duration.ofMillis(random.nextInt(20_000));
    boolean byItself = driver.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    verbs.kill(driver);
    boolean hit = byItself == moment.planned() && moment.hit(driver.exitValue(), text(log));
    if (hit) {
      hits.merge(moment, 1, Integer::sum);
    } else {
      missed.add(
          "round %d (%s): exit code %d: %s"
              .formatted(round, moment, driver.exitValue(), tail(log)));
    }
    return String.format(
        Locale.ROOT,
        "%s %.1f s after its start (%s)",
        hit ? "killed" : "NOT KILLED WHERE IT WAS MEANT TO BE,",
        (System.nanoTime() - started) / 1e9,
        moment);
  }

  /** Returns when the driver has a first batch, or has ended, or too much time has passed. */
  private static void awaitFirstBatch(Process driver, Path log) throws InterruptedException {
    long deadline = System.nanoTime() + FIRST_BATCH_WITHIN.toNanos();
    while (System.nanoTime() < deadline && !text(log).contains("Ingest: batch")) {
      if (driver.waitFor(50, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private String published() {
    Map<String, String> last = watch.log(References.MAIN, 1).get(0).getCommitMeta().getProperties();
    return last.containsKey("sluice.publish")
        ? "published so far: publish-%s, read %,d = accepted %,d + quarantined %,d + duplicate %,d"
            .formatted(
                last.get("sluice.publish"),
                number(last, "read"),
                number(last, "accepted"),
                number(last, "quarantined"),
                number(last, "duplicate"))
        : "nothing published yet";
  }

  private static long number(Map<String, String> properties, String name) {
    return Long.parseLong(properties.get("sluice." + name));
  }

  private static String tail(Path log) {
    String text = text(log).strip();
    return text.substring(Math.max(0, text.length() - 600));
  }

  private static String text(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read log: " + log, e);
    }
  }
}
