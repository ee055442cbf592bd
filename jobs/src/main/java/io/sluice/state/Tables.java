package io.sluice.state;

import io.sluice.contract.Contract;
import java.util.List;

/** The names of the tables of one lake and which of them make up a published state. */
public record Tables(String dataset, boolean withCandles) {
  public static final String CANDLES = "candles";
  public static final String QUARANTINE = "quarantine";
  public static final String AUDITS = "audits";

  /** The tables of a contract's dataset. */
  public static Tables of(Contract contract) {
    return new Tables(contract.dataset(), contract.candles().isPresent());
  }

  /** All tables, the evidence too. */
  public List<String> all() {
    return withCandles
        ? List.of(dataset, QUARANTINE, CANDLES, AUDITS)
        : List.of(dataset, QUARANTINE, AUDITS);
  }
}
