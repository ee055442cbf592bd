package io.sluice.ingest;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Where the record at hand came from: the ingest columns of both tables. */
final class RecordOrigin {
  /** _topic, _kafka_partition, _offset, _broker_time, _ingest_time, _source. */
  static final int COLUMNS = 6;

  // The columns of Spark's Kafka source.
  static final int KEY = 0;
  static final int VALUE = 1;
  private static final int TOPIC = 2;
  private static final int PARTITION = 3;
  private static final int OFFSET = 4;
  private static final int TIMESTAMP = 5;
  static final int HEADERS = 7;

  private final Long ingestMicros;
  private final UTF8String source;
  private UTF8String topic;
  private int partition;
  private long offset;
  private long brokerMicros;

  RecordOrigin(long ingestMicros, String source) {
    this.ingestMicros = ingestMicros;
    this.source = UTF8String.fromString(source);
  }

  void read(InternalRow record) {
    if (topic == null) {
      topic = record.getUTF8String(TOPIC).clone();
    }
    partition = record.getInt(PARTITION);
    offset = record.getLong(OFFSET);
    brokerMicros = record.getLong(TIMESTAMP);
  }

  int partition() {
    return partition;
  }

  long offset() {
    return offset;
  }

  /** The broker's clock, or the driver's where that is earlier: a producer can stamp any time. */
  long clockMicros() {
    return Math.min(brokerMicros, ingestMicros);
  }

  void fill(Object[] values, int from) {
    values[from] = topic;
    values[from + 1] = partition;
    values[from + 2] = offset;
    values[from + 3] = brokerMicros;
    values[from + 4] = ingestMicros;
    values[from + 5] = source;
  }
}
