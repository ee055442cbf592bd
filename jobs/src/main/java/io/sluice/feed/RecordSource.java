package io.sluice.feed;

import java.util.Iterator;
import java.util.List;

/**
 * Records in the order in which they are to be sent.
 *
 * <p>A source ends early rather than throw when its input breaks off; the reason is then among
 * {@link #unsent()}.
 */
public interface RecordSource extends Iterator<FeedRecord>, AutoCloseable {
  /** What was read so far and is not a record that can be sent. */
  Unsent unsent();

  /** Names of the input's columns that the records do not carry. */
  List<String> leftOut();

  @Override
  void close();
}
