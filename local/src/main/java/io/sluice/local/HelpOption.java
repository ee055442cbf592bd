package io.sluice.local;

import picocli.CommandLine.Option;

/** The one option that every verb has. */
final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  boolean asked;
}
