package io.sluice.contract;

import java.io.Serializable;

/**
 * How candles are built from a dataset of trades.
 *
 * @param emptyBars what a minute without trades shows
 * @param table the name of the bars' table
 */
public record CandlesPolicy(EmptyBars emptyBars, String table) implements Serializable {
  /** The table's name where the contract gives none. */
  public static final String DEFAULT_TABLE = "candles";
}
