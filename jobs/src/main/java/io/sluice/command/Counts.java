package io.sluice.command;

import io.sluice.state.IngestCounts;
import java.io.PrintWriter;

/** Prints the counts of everything read. */
final class Counts {
  private Counts() {}

  static void print(PrintWriter out, IngestCounts counts, boolean json) {
    out.printf(
        json
            ? "{\"read\":%d,\"accepted\":%d,\"quarantined\":%d,\"duplicate\":%d}%n"
            : "Read %,d = accepted %,d + quarantined %,d + duplicate %,d%n",
        counts.read(),
        counts.accepted(),
        counts.quarantined(),
        counts.duplicate());
    out.flush();
  }
}
