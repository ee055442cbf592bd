package io.sluice.feed.generator;

import java.math.BigDecimal;

/**
 * One record of the {@link TradeGenerator}: its bytes as they go to Kafka, and what they say.
 *
 * <p>The fields are those of the trade in {@code value}; of a {@link Kind#MALFORMED} record they
 * are those of the sound trade it was spoiled from, which itself is never sent. Two records that
 * are trades of their own ({@link #distinct()}) never share exchange, symbol and trade id.
 *
 * @param key the Kafka message key, the symbol in UTF-8; shared between records, do not change it
 * @param value the Kafka message value; null where the flaw is {@link Flaw#NULL_VALUE}; a duplicate
 *     shares the array of the trade that it repeats
 * @param kind what the record is for its reader
 * @param flaw what is wrong with it, {@link Flaw#NONE} unless it is malformed
 * @param price in quote units per base unit, at the scale in which it is written in {@code value}
 * @param quantity in base units, at the scale in which it is written in {@code value}
 * @param side of the aggressor: {@code buy} or {@code sell}
 * @param eventTimeMillis epoch milliseconds, UTC
 */
@SuppressWarnings("ArrayRecordComponent") // bytes for the wire; whole records are never compared
public record GeneratedTrade(
    byte[] key,
    byte[] value,
    Kind kind,
    Flaw flaw,
    String exchange,
    String symbol,
    long tradeId,
    BigDecimal price,
    BigDecimal quantity,
    String side,
    long eventTimeMillis) {

  /** What a record is for its reader. */
  public enum Kind {
    /** A trade that arrives within the lateness. */
    VALID,
    /** A trade that arrives when its bar is already closed. */
    LATE,
    /** An earlier VALID or LATE trade once more, byte for byte. */
    DUPLICATE,
    /** A record that no contract for trades can accept. */
    MALFORMED
  }

  /** What is wrong with a malformed record. The generator takes these in turn, NONE left out. */
  public enum Flaw {
    NONE,
    NOT_JSON,
    NOT_UTF8,
    NULL_VALUE,
    MISSING_FIELD,
    WRONG_TYPE,
    NEGATIVE_PRICE,
    ZERO_QUANTITY,
    UNKNOWN_SIDE,
    NOT_A_NUMBER,
    FAR_FUTURE,
    BEFORE_2000,
    FIELD_TWICE,
    DEEP_NESTING,
    TOO_MANY_DIGITS
  }

  /** Whether this is a trade that was not sent before: the ones that must be published, once. */
  public boolean distinct() {
    return kind == Kind.VALID || kind == Kind.LATE;
  }
}
