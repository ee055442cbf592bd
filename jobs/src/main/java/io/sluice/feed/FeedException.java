package io.sluice.feed;

/** Feeding failed as a whole; the message says what, why and with which value. */
public class FeedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with its message for the person who fed. */
  public FeedException(String message) {
    super(message);
  }

  /** Creates an exception with what lies behind it. */
  public FeedException(String message, Throwable cause) {
    super(message, cause);
  }
}
