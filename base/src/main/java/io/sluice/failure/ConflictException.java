package io.sluice.failure;

/**
 * Another client was faster: moved a reference between the look and the move, or ingests the same
 * records. Trying again can succeed.
 */
public class ConflictException extends SluiceException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception that says what another client has done. */
  public ConflictException(String message) {
    super(message);
  }

  /** Creates an exception that names the reference and the state that was expected. */
  public ConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
