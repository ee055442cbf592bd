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

  /** The message of the deepest cause that has one; else the type of the deepest. */
  public static String deepest(Throwable error) {
    String message = null;
    Throwable root = error;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      root = cause;
      message = cause.getMessage() == null ? message : cause.getMessage();
    }
    return message == null ? root.getClass().getSimpleName() : message;
  }
}
