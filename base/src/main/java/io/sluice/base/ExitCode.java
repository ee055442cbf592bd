package io.sluice.base;

import io.sluice.failure.ConflictException;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.UnusableException;
import picocli.CommandLine.ParameterException;

/** What the process says to its scheduler. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int OTHER = 1;
  public static final int USAGE = 2;

  /** Not ready, try again. */
  public static final int NOT_READY = 20;

  /** The audit failed; the candidate is kept. */
  public static final int AUDIT_FAILED = 50;

  /** Main moved meanwhile; try again. */
  public static final int CONFLICT = 60;

  private ExitCode() {}

  /** The exit code of a verb that ended with this exception. */
  public static int of(Throwable failure) {
    if (failure instanceof ParameterException || failure instanceof UnusableException) {
      return USAGE;
    }
    if (failure instanceof NotReadyException) {
      return NOT_READY;
    }
    return failure instanceof ConflictException ? CONFLICT : OTHER;
  }
}
