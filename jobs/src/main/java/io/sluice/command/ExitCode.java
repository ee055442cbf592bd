package io.sluice.command;

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
}
