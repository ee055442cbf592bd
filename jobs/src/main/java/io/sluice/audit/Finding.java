package io.sluice.audit;

import java.util.Locale;

/**
 * One check of an audit: a row of the evidence.
 *
 * @param dataset the table checked
 * @param rule what was checked
 * @param slice which rows: key and time range, {@code increment}, {@code table}, …
 * @param observed what was found
 * @param allowed what would pass
 * @param status what came of it
 */
public record Finding(
    String dataset, String rule, String slice, String observed, String allowed, Status status) {
  static final String ALL = "increment";

  /** What came of a check. */
  public enum Status {
    PASSED,
    FAILED,
    /**
     * It could not be made: no proof either way. It stops no publish and is never called passed.
     */
    NOT_CHECKED;

    /** The name in the evidence, such as {@code not checked}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  public Finding(
      String dataset, String rule, String slice, String observed, String allowed, boolean passed) {
    this(dataset, rule, slice, observed, allowed, passed ? Status.PASSED : Status.FAILED);
  }

  public boolean passed() {
    return status == Status.PASSED;
  }

  public boolean failed() {
    return status == Status.FAILED;
  }

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

  /** A check that could not be made, and why. */
  static Finding notChecked(String dataset, String rule, String slice, String why) {
    return new Finding(dataset, rule, slice, "not checked: " + why, "= 0", Status.NOT_CHECKED);
  }
}
