package io.sluice;

import io.sluice.command.CommandLines;

/** Entry point: the verbs, and what an exception means to the scheduler. */
public final class Sluice {
  private Sluice() {}

  /** Runs one verb and exits with its code; see {@code --help}. */
  public static void main(String[] arguments) {
    System.exit(CommandLines.create(System.getenv()).execute(arguments));
  }
}
