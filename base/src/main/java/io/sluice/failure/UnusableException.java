package io.sluice.failure;

/** What the command line or the contract names cannot be used; trying again does not help. */
public class UnusableException extends SluiceException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message reads "Cannot use X: reason: value". */
  public UnusableException(String message) {
    super(message);
  }

  /** Creates an exception with the reason behind it. */
  public UnusableException(String message, Throwable cause) {
    super(message, cause);
  }
}
