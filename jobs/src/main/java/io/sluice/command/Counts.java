package io.sluice.command;

import io.sluice.contract.Contract;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Prints the counts of everything read. */
final class Counts {
  private Counts() {}

  /** A line for each dataset that has read anything; the name stands before it where it must. */
  static void print(PrintWriter out, Lake lake, List<Contract> contracts, boolean json) {
    for (Contract contract : contracts) {
      Optional<IngestState> state =
          IngestState.of(lake.table(contract.dataset(), References.STAGING));
      if (state.isPresent() && json) {
        IngestCounts counts = state.get().counts();
        out.printf(
            "{\"dataset\":\"%s\",\"read\":%d,\"accepted\":%d,\"quarantined\":%d,\"duplicate\":%d}%n",
            contract.dataset(),
            counts.read(),
            counts.accepted(),
            counts.quarantined(),
            counts.duplicate());
      } else if (state.isPresent()) {
        out.print(contracts.size() == 1 ? "" : contract.dataset() + ": ");
        print(out, state.get().counts());
      }
    }
    out.flush();
  }

  static void print(PrintWriter out, IngestCounts counts) {
    out.printf(
        "Read %,d = accepted %,d + quarantined %,d + duplicate %,d%n",
        counts.read(), counts.accepted(), counts.quarantined(), counts.duplicate());
    out.flush();
  }
}
