package io.sluice.local;

/** Nothing was changed, and the same call can work later: a port or the stack itself is in use. */
public final class NotReadyException extends StackException {
  private static final long serialVersionUID = 1L;

  public NotReadyException(String message) {
    super(message);
  }
}
