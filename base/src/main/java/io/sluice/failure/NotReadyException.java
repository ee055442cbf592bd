package io.sluice.failure;

/** Something that is needed is not there yet; trying again later can succeed. */
public class NotReadyException extends SluiceException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message says what is missing and how to get it. */
  public NotReadyException(String message) {
    super(message);
  }

  /** Creates an exception with the error of the server that did not answer. */
  public NotReadyException(String message, Throwable cause) {
    super(message, cause);
  }
}
