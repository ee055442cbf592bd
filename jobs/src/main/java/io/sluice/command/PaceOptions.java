package io.sluice.command;

import io.sluice.feed.FeedLimits;
import io.sluice.feed.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How fast a feed goes and when it ends. */
final class PaceOptions {
  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Records per second. If not set, as fast as the broker takes them.")
  Double rate;

  @Option(
      names = "--speed",
      paramLabel = "X",
      description =
          "Replay a file by its event times, X times as fast as it happened. With --generate: event"
              + " times advance X times as fast as the clock.")
  Double speed;

  @Option(names = "--limit", paramLabel = "N", description = "End after so many records.")
  Long limit;

  @Option(names = "--seconds", paramLabel = "N", description = "End after so many seconds.")
  Long seconds;

  /** What cannot be, each as a sentence naming the option and its value. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    require(rate == null || (rate > 0 && rate <= 1e9), "--rate must be above 0", rate, problems);
    require(
        speed == null || (speed > 0 && speed <= 1e9), "--speed must be above 0", speed, problems);
    require(limit == null || limit >= 0, "--limit must not be negative", limit, problems);
    boolean fits =
        seconds == null || (seconds > 0 && seconds <= FeedLimits.NONE.time().toSeconds());
    require(fits, "--seconds must be above 0", seconds, problems);
    return problems;
  }

  /** The pace for records whose rate may have a default. */
  Pace pace(Double ratePerSecond) {
    if (ratePerSecond != null) {
      return Pace.atRate(ratePerSecond);
    }

    return speed == null ? Pace.unlimited() : Pace.replay(speed);
  }

  /** How long the feed takes at most; null if that is open. */
  Duration time() {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  FeedLimits limits() {
    return new FeedLimits(
        limit == null ? FeedLimits.NONE.records() : limit,
        seconds == null ? FeedLimits.NONE.time() : time());
  }

  private static void require(boolean holds, String rule, Object value, List<String> problems) {
    if (!holds) {
      problems.add(rule + ": " + value);
    }
  }
}
