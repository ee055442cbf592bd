package io.sluice.feed;

/**
 * One record for the topic.
 *
 * @param key message key; null for none
 * @param value message value, sent as it is; null for a Kafka null value
 * @param eventTimeMicros epoch microseconds, UTC, of the event-time field; {@link #NO_EVENT_TIME}
 *     where it was not asked for or cannot be read
 */
@SuppressWarnings("ArrayRecordComponent") // bytes for the wire; whole records are never compared
public record FeedRecord(byte[] key, byte[] value, long eventTimeMicros) {
  /** Stands for an event time that is not known. */
  public static final long NO_EVENT_TIME = Long.MIN_VALUE;

  /** A record whose event time does not matter. */
  public FeedRecord(byte[] key, byte[] value) {
    this(key, value, NO_EVENT_TIME);
  }

  /** Bytes of key and value together. */
  public long size() {
    return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
  }
}
