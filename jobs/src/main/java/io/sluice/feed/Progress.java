package io.sluice.feed;

/** Shows how far a feed is. */
public interface Progress extends AutoCloseable {
  /** The broker has acknowledged so many records by now; called often. */
  void at(long records);

  @Override
  default void close() {}

  /** Shows nothing. */
  static Progress silent() {
    return records -> {};
  }
}
