package io.sluice.ingest;

import java.io.Serializable;

/**
 * What one task read of one Kafka partition.
 *
 * @param records how many records
 * @param firstOffset the lowest offset read
 * @param lastOffset the highest offset read
 * @param newestMicros the newest event time accepted, none counted as later than the broker's or
 *     the driver's clock, µs since the epoch UTC; {@link Long#MIN_VALUE} for none
 */
record PartitionRead(long records, long firstOffset, long lastOffset, long newestMicros)
    implements Serializable {
  PartitionRead plus(PartitionRead other) {
    return new PartitionRead(
        records + other.records,
        Math.min(firstOffset, other.firstOffset),
        Math.max(lastOffset, other.lastOffset),
        Math.max(newestMicros, other.newestMicros));
  }
}
