package io.sluice.feed;

import java.time.Duration;

/**
 * When a feed ends before its input does.
 *
 * @param records after so many records
 * @param time after so much time
 */
public record FeedLimits(long records, Duration time) {
  /** Not before the input ends. */
  public static final FeedLimits NONE = new FeedLimits(Long.MAX_VALUE, Duration.ofDays(100_000));

  public FeedLimits {
    if (records < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "Cannot limit a feed: must not be negative: " + records + ", " + time);
    }
  }
}
