package io.sluice.market;

/** The columns of a trades table that candles are made from; the contract must have them. */
public final class TradeColumns {
  public static final String EXCHANGE = "exchange";
  public static final String SYMBOL = "symbol";
  public static final String PRICE = "price";
  public static final String QUANTITY = "quantity";

  /** The aggressor: {@link #BUY}, sell or absent. */
  public static final String SIDE = "side";

  public static final String BUY = "buy";
  public static final String EVENT_TIME = "event_time";
  public static final String SEQUENCE = "sequence";

  private TradeColumns() {}
}
