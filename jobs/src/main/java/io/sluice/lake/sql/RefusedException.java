package io.sluice.lake.sql;

import io.sluice.failure.SluiceException;

/** A statement that is not on the list of what may run. Nothing of it was executed. */
public final class RefusedException extends SluiceException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason why
   * @param part the part of the statement that is not allowed
   */
  RefusedException(String reason, Object part) {
    super(reason + ": " + part);
  }
}
