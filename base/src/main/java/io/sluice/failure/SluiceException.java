package io.sluice.failure;

/** The lake cannot do what was asked; the message says what, why and the offending value. */
public class SluiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message reads "Cannot do X: reason: value". */
  public SluiceException(String message) {
    super(message);
  }

  /** Creates an exception with the error of the catalog or the store behind it. */
  public SluiceException(String message, Throwable cause) {
    super(message, cause);
  }
}
