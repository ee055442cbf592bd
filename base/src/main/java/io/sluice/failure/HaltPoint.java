package io.sluice.failure;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A named place in the code where a test can kill this process, exactly there and nowhere else.
 *
 * <p>Inert unless the environment variable SLUICE_HALT_AT names the place: {@code NAME} halts when
 * it is first reached, {@code NAME:3} at the third time. The JVM then ends as a killed one does,
 * with exit code 137: no shutdown hook runs, nothing is flushed or closed. For tests and benchmarks
 * only.
 */
public final class HaltPoint {
  /** The environment variable that names the place. */
  public static final String VARIABLE = "SLUICE_HALT_AT";

  /** What a shell shows of a process that SIGKILL ended. */
  public static final int EXIT_CODE = 137;

  private static final Pattern SETTING = Pattern.compile("([a-z][a-z0-9-]*)(?::([1-9]\\d{0,5}))?");
  private static final Optional<HaltPoint> PLANNED = parse(System.getenv(VARIABLE));

  private static final Map<String, Runnable> ACTIONS = new ConcurrentHashMap<>();

  private final String name;
  private final int time;
  private final AtomicInteger reached = new AtomicInteger();

  private HaltPoint(String name, int time) {
    this.name = name;
    this.time = time;
  }

  /**
   * Says that this place is reached; does not return where the process is to end here.
   *
   * @param name lower case with hyphens, such as {@code ingest-before-commit}
   */
  public static void reached(String name) {
    ACTIONS.getOrDefault(name, () -> {}).run();
    if (PLANNED.isPresent() && PLANNED.get().isDue(name)) {
      System.err.println("Halted at " + name + ": " + VARIABLE + " asks for it");
      System.err.flush();
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /**
   * Runs an action each time that the place is reached in this process, until it is closed: for
   * tests of what another process does in that moment.
   */
  public static AutoCloseable during(String name, Runnable action) {
    ACTIONS.put(name, action);
    return () -> ACTIONS.remove(name);
  }

  /** What the variable asks for; unset or blank is nothing. */
  static Optional<HaltPoint> parse(String setting) {
    if (setting == null || setting.isBlank()) {
      return Optional.empty();
    }
    Matcher matcher = SETTING.matcher(setting);
    if (!matcher.matches()) {
      throw new SluiceException(
          "Cannot use " + VARIABLE + ": must be such as ingest-before-commit:3: " + setting);
    }
    return Optional.of(
        new HaltPoint(
            matcher.group(1), matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2))));
  }

  /** Counts the call; whether it is the one that is asked for. */
  boolean isDue(String at) {
    return name.equals(at) && reached.incrementAndGet() == time;
  }
}
