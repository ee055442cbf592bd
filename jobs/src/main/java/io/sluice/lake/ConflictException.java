package io.sluice.lake;

/** Somebody else moved a reference between the look and the move; trying again can succeed. */
public class ConflictException extends LakeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception that names the reference and the state that was expected. */
  public ConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
