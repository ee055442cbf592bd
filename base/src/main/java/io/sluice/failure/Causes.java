package io.sluice.failure;

/** Looks through the causes of an exception. */
public final class Causes {
  private Causes() {}

  /** Whether the exception or one of its causes is of the type. */
  public static boolean has(Throwable error, Class<? extends Throwable> type) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** The message of the deepest cause. */
  public static String deepest(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
