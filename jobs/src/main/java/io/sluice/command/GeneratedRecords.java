package io.sluice.command;

import io.sluice.feed.FeedRecord;
import io.sluice.feed.RecordSource;
import io.sluice.feed.Unsent;
import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.TradeGenerator;
import java.util.List;

/** Generated trades as records to feed. */
final class GeneratedRecords implements RecordSource {
  private final TradeGenerator generator;
  private final Unsent unsent = new Unsent();

  GeneratedRecords(TradeGenerator generator) {
    this.generator = generator;
  }

  @Override
  public boolean hasNext() {
    return generator.hasNext();
  }

  @Override
  public FeedRecord next() {
    GeneratedTrade trade = generator.next();
    return new FeedRecord(trade.key(), trade.value(), trade.eventTimeMillis() * 1_000);
  }

  @Override
  public Unsent unsent() {
    return unsent;
  }

  @Override
  public List<String> leftOut() {
    return List.of();
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
