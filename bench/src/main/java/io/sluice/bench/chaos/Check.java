package io.sluice.bench.chaos;

import java.util.List;

/**
 * One thing that must hold.
 *
 * @param examples of what is wrong, empty where it holds
 */
public record Check(
    String name, String expected, String observed, boolean holds, List<String> examples) {
  /** Holds where both are equal. */
  public static Check equal(String name, Object expected, Object observed) {
    return new Check(
        name, expected.toString(), observed.toString(), expected.equals(observed), List.of());
  }

  /** Holds where both are equal. */
  public static Check equal(String name, long expected, long observed, List<?> examples) {
    return new Check(
        name,
        "%,d".formatted(expected),
        "%,d".formatted(observed),
        expected == observed,
        examples.stream().map(Object::toString).limit(5).toList());
  }

  /** Holds where there is none. */
  public static Check none(String name, long observed, List<?> examples) {
    return equal(name, 0, observed, examples);
  }

  /** Holds where it happened at all. */
  public static Check some(String name, long observed) {
    return new Check(name, "1 or more", "%,d".formatted(observed), observed > 0, List.of());
  }
}
