package io.sluice.feed;

/** The input and the options do not go together; another option is needed (exit code 2). */
public final class UnfitInputException extends FeedException {
  private static final long serialVersionUID = 1L;

  UnfitInputException(String message) {
    super(message);
  }
}
