package io.sluice.contract;

import java.util.List;

/** A contract that cannot be used. The message names every problem found, not only the first. */
public final class ContractException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  ContractException(String contract, List<String> problems) {
    this(contract, problems, null);
  }

  ContractException(String contract, List<String> problems, Throwable cause) {
    super(message(contract, problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** Each as "where: what: offending value", in the order they were found. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String contract, List<String> problems) {
    return "Cannot read contract %s: %d problem%s:\n  - %s"
        .formatted(
            contract,
            problems.size(),
            problems.size() == 1 ? "" : "s",
            String.join("\n  - ", problems));
  }
}
