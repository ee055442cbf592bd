package io.sluice.bench.ingest;

import io.sluice.contract.Contract;

/** One way to read a topic. */
interface Contender {
  String name();

  /**
   * Prepares a pass, untimed: its table, for one.
   *
   * @param contract names the topic
   * @param pass a name that no other pass has
   */
  void prepare(Contract contract, String pass);

  /** Reads all that is on the topic; this is what is timed. */
  void run() throws Exception;

  /** How many rows are there now, untimed. */
  long rows();
}
