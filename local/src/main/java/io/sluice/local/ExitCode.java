package io.sluice.local;

/** How a verb ended, for scripts. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int NOT_READY = 20;

  private ExitCode() {}

  static int of(Exception failure) {
    return failure instanceof NotReadyException ? NOT_READY : FAILED;
  }
}
