package io.sluice.state;

import io.sluice.contract.CandlesPolicy;
import io.sluice.contract.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables of one dataset. Each has one linear history, and all of them are published together.
 *
 * @param rows the accepted records; the dataset's own name
 * @param candles the bars made from them; empty: the contract asks for none
 */
public record Tables(String rows, Optional<String> candles) {
  /** The evidence of all audits of a namespace; only ever appended to. */
  public static final String AUDITS = "audits";

  /** What the quarantine's name adds to the dataset's. */
  public static final String QUARANTINE_SUFFIX = "_quarantine";

  /** The tables of a contract's dataset. */
  public static Tables of(Contract contract) {
    return new Tables(contract.dataset(), contract.candles().map(CandlesPolicy::table));
  }

  /** The refused records. */
  public String quarantine() {
    return rows + QUARANTINE_SUFFIX;
  }

  /** The dataset's own tables. */
  public List<String> own() {
    List<String> own = new ArrayList<>(List.of(rows, quarantine()));
    candles.ifPresent(own::add);
    return own;
  }

  /** The dataset's own tables and the evidence. */
  public List<String> all() {
    List<String> all = own();
    all.add(AUDITS);
    return all;
  }

  /** Whether the table holds bars. */
  public boolean isCandles(String table) {
    return candles.filter(table::equals).isPresent();
  }
}
