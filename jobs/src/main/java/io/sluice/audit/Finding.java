package io.sluice.audit;

/**
 * One check of an audit: a row of the evidence.
 *
 * @param dataset the table checked
 * @param rule what was checked
 * @param slice which rows: key and time range, or {@code all}
 * @param observed what was found
 * @param allowed what would pass
 */
public record Finding(
    String dataset, String rule, String slice, String observed, String allowed, boolean passed) {
  static final String ALL = "increment";

  static Finding of(
      String dataset, String rule, String slice, Object observed, Object allowed, boolean passed) {
    return new Finding(
        dataset, rule, slice, String.valueOf(observed), String.valueOf(allowed), passed);
  }

  /** Passes where both are equal. */
  static Finding equal(String dataset, String rule, String slice, long observed, long expected) {
    return of(dataset, rule, slice, observed, "= " + expected, observed == expected);
  }

  /** Passes where nothing was found. */
  static Finding none(String dataset, String rule, String slice, long observed) {
    return equal(dataset, rule, slice, observed, 0);
  }
}
