package io.sluice.command;

import io.sluice.feed.generator.GeneratorSettings;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Option;

/** What is generated, where no file is fed. */
final class GeneratorOptions {
  private static final double DEFAULT_RATE = 1_000;
  private static final long UNPACED_STEP_MICROS = 1_000;

  @Option(names = "--generate", description = "Feed generated trades instead of a file.")
  boolean generate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "With --generate: equal seeds, counts and starts give equal trades. Default: 1.")
  long seed;

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "With --generate: records in all. If not set, go on until --seconds or Ctrl-C, at 1000"
              + " records per second unless --rate is set.")
  Long count;

  @Option(
      names = "--symbols",
      paramLabel = "N",
      defaultValue = "20",
      description = "With --generate: how many symbols trade. Default: ${DEFAULT-VALUE}.")
  int symbols;

  @Option(
      names = "--late",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description =
          "With --generate: share of trades that come more than a minute later than the contract's"
              + " lateness allows. Default: 0.")
  double late;

  @Option(
      names = "--duplicates",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "With --generate: share of records that repeat an earlier trade. Default: 0.")
  double duplicates;

  @Option(
      names = "--malformed",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "With --generate: share of malformed records, of 14 kinds. Default: 0.")
  double malformed;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description =
          "With --generate: event time of the first trade, such as 2024-01-01T00:00:00Z. If not"
              + " set, such that the event times end now.")
  Instant start;

  /**
   * How many records a second, where they are paced at all: generated event times advance with the
   * clock, so they need a pace unless their number is known.
   *
   * @param rate records per second as asked for; null if not
   * @param speed of the event time against real time as asked for; null if not
   */
  Double rate(Double rate, Double speed) {
    return rate == null && (count == null || speed != null) ? Double.valueOf(DEFAULT_RATE) : rate;
  }

  /**
   * What to generate. At a rate, event times advance {@code speed} times as fast as the clock;
   * without, by one millisecond a record.
   *
   * @param time how long the feed will take at most; null if that is open
   * @throws IllegalArgumentException if the options do not go together
   */
  GeneratorSettings settings(
      Duration lateness, Double rate, Double speed, Duration time, Instant now) {
    double times = speed == null ? 1 : speed;
    long stepMicros =
        rate == null ? UNPACED_STEP_MICROS : Math.max(1, Math.round(times * 1e6 / rate));
    return new GeneratorSettings(
        seed,
        symbols,
        count == null ? GeneratorSettings.UNBOUNDED : count,
        (start == null ? now.minus(ahead(rate, times, time)) : start).toEpochMilli(),
        stepMicros,
        late,
        duplicates,
        malformed,
        lateness.toMillis(),
        1);
  }

  /** How far the event times will have run ahead of the clock at the end, starting from now. */
  private Duration ahead(Double rate, double times, Duration time) {
    if (rate == null) {
      return Duration.ofMillis(count * UNPACED_STEP_MICROS / 1_000);
    }

    if (times <= 1) {
      return Duration.ZERO;
    }

    if (time == null && count == null) {
      throw new IllegalArgumentException(
          "Cannot generate trades: --speed above 1 needs --start, --count or --seconds: " + times);
    }

    double byCount = count == null ? Double.MAX_VALUE : count / rate;
    double seconds = Math.min(byCount, time == null ? Double.MAX_VALUE : time.toMillis() / 1e3);
    return Duration.ofMillis((long) (seconds * (times - 1) * 1e3));
  }
}
