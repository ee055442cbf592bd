package io.sluice.bench.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.Sluice;
import io.sluice.feed.generator.GeneratedTrade;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** What some of the rounds are about: what the contract asks for and what the records are like. */
enum Mode {
  /** Ids that are no numbers: each is remembered by itself, not in ranges. */
  TEXT_IDS("text-ids", "", "") {
    @Override
    String tradeId(GeneratedTrade trade) {
      return "T-" + trade.tradeId();
    }
  },
  FLAT_BARS("flat-bars", "(emptyBars: )none", "$1flat"),
  /** Ids come again after a while and are other trades then. */
  WITHIN_LATENESS("within-lateness", "(property: duplicates\\s+value: )\\S+", "$1within-lateness") {
    @Override
    String tradeId(GeneratedTrade trade) {
      return Long.toString(trade.tradeId() % REUSED_IDS);
    }
  },
  /** A part of the transactions is aborted and sent again. */
  TRANSACTIONS(
      "transactions",
      "(\n      - property: )(topic\n)",
      "$1offsets\n        value: transactional$1$2");

  /** So many that none comes again within the lateness. */
  private static final long REUSED_IDS = 1_000;

  private static final Pattern TRADE_ID = Pattern.compile("\"trade_id\":\"\\d+\"");

  private final String title;
  private final String ask;
  private final String answer;

  /**
   * A mode.
   *
   * @param ask regular expression of what the shipped contract says; empty: the contract stays
   * @param answer what this mode's contract says in its place
   */
  Mode(String title, String ask, String answer) {
    this.title = title;
    this.ask = ask;
    this.answer = answer;
  }

  /** The id that goes over the wire in place of the generator's. */
  String tradeId(GeneratedTrade trade) {
    return Long.toString(trade.tradeId());
  }

  boolean flat() {
    return this == FLAT_BARS;
  }

  boolean transactional() {
    return this == TRANSACTIONS;
  }

  /**
   * The bytes that go over the wire; null for a null value. An id of the mode's own comes with the
   * venue's number as its sequence: that orders trades of one millisecond.
   */
  byte[] value(GeneratedTrade trade) {
    String id = tradeId(trade);
    if (trade.value() == null || id.equals(Long.toString(trade.tradeId()))) {
      return trade.value();
    }
    // One char per byte: malformed records may be any bytes at all.
    return TRADE_ID
        .matcher(new String(trade.value(), ISO_8859_1))
        .replaceFirst("\"trade_id\":\"" + id + "\",\"sequence\":" + trade.tradeId())
        .getBytes(ISO_8859_1);
  }

  /** The shipped contract with what this mode is about. */
  String contract() {
    try (InputStream in = Sluice.class.getResourceAsStream("/contracts/trades.yaml")) {
      String shipped = new String(in.readAllBytes(), UTF_8);
      String changed = ask.isEmpty() ? shipped : shipped.replaceFirst(ask, answer);
      if (!ask.isEmpty() && changed.equals(shipped)) {
        throw new IllegalStateException("Cannot change the shipped contract: no " + ask);
      }
      return changed;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the shipped contract", e);
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
