package io.sluice.feed;

import io.sluice.contract.Contract;
import java.nio.file.Path;

/** The shipped contract. */
final class TradesContract {
  static final Contract TRADES = Contract.read(Path.of("../contracts/trades.yaml"));

  private TradesContract() {}
}
