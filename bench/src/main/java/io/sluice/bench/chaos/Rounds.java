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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Starts the driver, kills it, starts it again. */
final class Rounds {
  private static final Duration FIRST_BATCH_WITHIN = Duration.ofMinutes(3);

  private final BenchStack stack;
  private final Verbs verbs;
  private final LakeWatch watch;
  private final Random random;
  private final PrintWriter out;
  private final Path checkpoint;
  private final List<String> endedByThemselves = new ArrayList<>();

  Rounds(BenchStack stack, Verbs verbs, LakeWatch watch, Random random, PrintWriter out) {
    this.stack = stack;
    this.verbs = verbs;
    this.watch = watch;
    this.random = random;
    this.out = out;
    this.checkpoint = stack.folder().resolve("checkpoint");
  }

  /** Drivers that ended before they were killed: there should be none. */
  List<String> endedByThemselves() {
    return endedByThemselves;
  }

  String checkpoint() {
    return checkpoint.toUri().toString();
  }

  void run(int rounds, RoundFeed feed, long records) throws InterruptedException {
    List<KillMoment> moments = moments(rounds);
    for (int round = 1; round <= rounds; round++) {
      // A part waits for the driver, so that it has a first batch; the rest comes while it works.
      feed.allow(records * (10L * round - 8) / (10L * rounds));
      KillMoment moment = moments.get(round - 1);
      boolean loses = losesCheckpoint(round, rounds);
      long share = records * round / rounds;
      String what = round(round, moment, () -> feed.allow(share));
      if (loses) {
        BenchStack.delete(checkpoint);
      }
      out.printf(
          Locale.ROOT,
          "Round %d of %d: %s%s; %s%n",
          round,
          rounds,
          what,
          loses ? ", checkpoint removed" : "",
          published());
      out.flush();
    }
  }

  /** Each moment as often as the others, in an order of chance. */
  private List<KillMoment> moments(int rounds) {
    List<KillMoment> moments = new ArrayList<>();
    while (moments.size() < rounds) {
      List<KillMoment> all = new ArrayList<>(Arrays.asList(KillMoment.values()));
      Collections.shuffle(all, random);
      moments.addAll(all);
    }
    List<KillMoment> chosen = new ArrayList<>(moments.subList(0, rounds));
    for (int round = 1; round <= rounds; round++) {
      if (losesCheckpoint(round, rounds) && round * 2 > rounds) {
        // The worst of all: half an epoch on the tables, and nothing that remembers it.
        chosen.set(round - 1, KillMoment.BETWEEN_TABLES);
      }
    }
    return chosen;
  }

  private static boolean losesCheckpoint(int round, int rounds) {
    return rounds > 2 && (round == (rounds + 2) / 3 || round == (2 * rounds + 2) / 3);
  }

  private String round(int round, KillMoment moment, Runnable whenItWorks)
      throws InterruptedException {
    Path log = stack.folder().resolve("driver-" + round + ".log");
    long started = System.nanoTime();
    Process driver =
        verbs.start(
            log,
            List.of(
                "run",
                "--publish-every",
                "2s",
                "--trigger-interval",
                "500ms",
                "--checkpoint",
                checkpoint()));
    boolean works = awaitFirstBatch(driver, log);
    long working = System.nanoTime();
    if (works) {
      whenItWorks.run();
      moment.await(driver, watch, random);
    }
    boolean alive = driver.isAlive();
    verbs.kill(driver);
    if (!alive || !works) {
      endedByThemselves.add(
          "round " + round + ", exit code " + driver.exitValue() + ": " + tail(log));
    }
    return String.format(
        Locale.ROOT,
        alive && works
            ? "killed %.1f s after its start, %.2f s after its first batch (%s)"
            : "ENDED BY ITSELF %.1f s after its start, %.2f s after its first batch (%s)",
        (System.nanoTime() - started) / 1e9,
        (System.nanoTime() - working) / 1e9,
        moment);
  }

  private static boolean awaitFirstBatch(Process driver, Path log) throws InterruptedException {
    long deadline = System.nanoTime() + FIRST_BATCH_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      if (text(log).contains("Ingest: batch")) {
        return true;
      }
      if (driver.waitFor(50, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return false;
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
