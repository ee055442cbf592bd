package io.sluice.bench.chaos;

import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.GeneratedTrade.Kind;
import io.sluice.feed.generator.GeneratorSettings;
import io.sluice.feed.generator.TradeGenerator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the generator makes of its settings: what a lake that lost and doubled nothing holds.
 *
 * @param trades the distinct sound trades, in the order in which they were sent
 * @param rows the same as rows
 * @param refused the values of the malformed records; an empty buffer stands for a null value
 */
record Sent(
    long records,
    List<GeneratedTrade> trades,
    Tally<TradeRow> rows,
    Tally<ByteBuffer> refused,
    long duplicates) {
  static Sent of(Mode mode, GeneratorSettings settings) {
    TradeGenerator generator = new TradeGenerator(settings);
    List<GeneratedTrade> trades = new ArrayList<>();
    Tally<TradeRow> rows = new Tally<>();
    Tally<ByteBuffer> refused = new Tally<>();
    long records = 0;
    while (generator.hasNext()) {
      GeneratedTrade trade = generator.next();
      records++;
      if (trade.distinct()) {
        trades.add(trade);
        rows.add(row(mode, trade));
      } else if (trade.kind() == Kind.MALFORMED) {
        refused.add(bytes(mode.value(trade)));
      }
    }
    return new Sent(records, trades, rows, refused, generator.made(Kind.DUPLICATE));
  }

  private static TradeRow row(Mode mode, GeneratedTrade trade) {
    return new TradeRow(
        trade.exchange(),
        trade.symbol(),
        mode.tradeId(trade),
        trade.price(),
        trade.quantity(),
        trade.side(),
        trade.eventTimeMillis() * 1_000);
  }

  /** A value as it can be compared. */
  static ByteBuffer bytes(byte[] value) {
    return ByteBuffer.wrap(value == null ? new byte[0] : value);
  }
}
