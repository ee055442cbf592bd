package io.sluice.bench.chaos;

import io.sluice.failure.HaltPoint;
import java.util.Map;
import java.util.Random;

/** Where a driver is killed: at random, and in the middle of what hurts most. */
enum KillMoment {
  /** By SIGKILL from outside. */
  ANY_TIME("", 1),
  /** Data files and new metadata are written, staging does not know them. */
  BEFORE_COMMIT("ingest-before-commit", 4),
  /** The batch is on staging, Spark's commit log does not know it. */
  AFTER_COMMIT("ingest-after-commit", 4),
  /** Bars are computed and written, staging does not know them. */
  BEFORE_CANDLES("candles-before-commit", 2),
  /** The audit passed and the tag is there, main is not at it. */
  TAGGED("publish-tagged", 1),
  /** Main has moved, the candidate is still there. */
  MOVED("publish-moved", 1);

  private final String point;
  private final int times;

  KillMoment(String point, int times) {
    this.point = point;
    this.times = times;
  }

  /** Whether the driver ends itself at a named place; else it is killed from outside. */
  boolean planned() {
    return !point.isEmpty();
  }

  /** What makes a driver end there, the first time it comes by or a later one. */
  Map<String, String> environment(Random random) {
    return planned()
        ? Map.of(HaltPoint.VARIABLE, point + ":" + (1 + random.nextInt(times)))
        : Map.of();
  }

  /** Whether a driver that ended with this code and these words ended there. */
  boolean hit(int exitCode, String log) {
    return exitCode == HaltPoint.EXIT_CODE && (!planned() || log.contains("Halted at " + point));
  }

  @Override
  public String toString() {
    return planned() ? point : "at any time";
  }
}
