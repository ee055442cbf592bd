package io.sluice.ingest;

import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a batch does to the state of its dataset's table: pure, as it decides what is committed. */
final class IngestLedger {
  /** So many batches without a duplicate, and the next query starts without the shuffle. */
  static final int SPREAD_BATCHES = 100;

  private IngestLedger() {}

  /**
   * A batch that is ready to be committed.
   *
   * @param queryId the streaming query, Spark's own id
   * @param epochId the micro-batch of that query
   * @param starts the offset that each partition was planned to start at; a partition may be absent
   * @param ends the offset, exclusive, that each partition was planned to end at
   * @param reads what was read of each partition; one without a record is absent
   * @param counts what became of the records
   * @param byIdentity whether rows were spread over tasks by identity
   */
  record Batch(
      String queryId,
      long epochId,
      SortedMap<Integer, Long> starts,
      SortedMap<Integer, Long> ends,
      Map<Integer, PartitionRead> reads,
      IngestCounts counts,
      boolean byIdentity) {}

  /**
   * The state after the batch; empty where the table has the batch already, as after a kill between
   * its commit and Spark's own.
   *
   * @param last the table's state
   * @param known the state that this driver found at its start or committed last: what its
   *     identities belong to
   * @param topic the topic now; empty where the broker did not answer: then records may be waiting
   * @throws ConflictException where another driver has committed meanwhile
   * @throws SluiceException where the batch does not continue where the table ends
   */
  static Optional<IngestState> next(
      IngestState last, IngestState known, Batch batch, Optional<KafkaAdmin.Topic> topic) {
    requireContinuity(last, batch);
    if (!last.sameProgress(known)) {
      throw new ConflictException(
          "Cannot ingest %s: another driver has committed meanwhile: epoch %d of query %s"
              .formatted(last.topic(), last.epochId(), last.queryId()));
    }
    if (last.has(batch.queryId(), batch.epochId())) {
      requireSame(last, batch);
      return Optional.empty();
    }
    requireSameTopic(last, topic);
    SortedMap<Integer, PartitionState> partitions = new TreeMap<>(last.partitions());
    batch
        .ends()
        .forEach(
            (partition, end) ->
                partitions.put(
                    partition,
                    next(
                        last.partitions().get(partition),
                        batch.reads().get(partition),
                        end,
                        topic
                            .map(now -> now.ends().getOrDefault(partition, end) > end)
                            .orElse(true))));
    return Optional.of(
        new IngestState(
            batch.queryId(),
            batch.epochId(),
            last.topic(),
            topic.map(KafkaAdmin.Topic::id).orElse(last.topicId()),
            partitions,
            last.counts().plus(batch.counts()),
            spreadFor(last, batch)));
  }

  /** An identity in two Kafka partitions is a duplicate in one of them. */
  private static int spreadFor(IngestState last, Batch batch) {
    if (!batch.byIdentity()) {
      return 0;
    }
    return batch.counts().duplicate() > 0 ? SPREAD_BATCHES : Math.max(0, last.spreadFor() - 1);
  }

  private static PartitionState next(
      PartitionState last, PartitionRead read, long end, boolean backlog) {
    if (read == null) {
      return last == null
          ? new PartitionState(end, end, 0, Long.MIN_VALUE, backlog)
          : new PartitionState(
              last.start(), end, last.skipped() + end - last.end(), last.newestMicros(), backlog);
    }
    long from = last == null ? read.firstOffset() : last.end();
    return new PartitionState(
        last == null ? from : last.start(),
        end,
        (last == null ? 0 : last.skipped()) + (end - from) - read.records(),
        Math.max(last == null ? Long.MIN_VALUE : last.newestMicros(), read.newestMicros()),
        // Records that all were refused show no event time: they must not hold the others back.
        backlog && read.newestMicros() != Long.MIN_VALUE);
  }

  /** A batch that is there already must have read what this replay of it read. */
  private static void requireSame(IngestState last, Batch batch) {
    batch
        .ends()
        .forEach(
            (partition, end) -> {
              PartitionState state = last.partitions().get(partition);
              if (state == null || end > state.end()) {
                throw new SluiceException(
                    "Cannot continue from this checkpoint: the table holds epoch %d with other offsets; remove the checkpoint and ingest continues from the table's own offsets: epoch %d"
                        .formatted(last.epochId(), batch.epochId()));
              }
            });
  }

  /** Brokers that know no topic ids cannot tell. */
  static boolean isAnother(IngestState last, KafkaAdmin.Topic now) {
    return !last.topicId().isEmpty() && !now.id().isEmpty() && !last.topicId().equals(now.id());
  }

  private static void requireSameTopic(IngestState last, Optional<KafkaAdmin.Topic> topic) {
    topic
        .filter(now -> isAnother(last, now))
        .ifPresent(
            now -> {
              throw new SluiceException(
                  "Cannot ingest %s: the topic was deleted and recreated; its offsets do not match the table's: id %s instead of %s"
                      .formatted(last.topic(), now.id(), last.topicId()));
            });
  }

  /** The batch must start where the table ends: neither at records that it has nor past some. */
  private static void requireContinuity(IngestState last, Batch batch) {
    if (last.has(batch.queryId(), batch.epochId())) {
      return;
    }
    batch
        .ends()
        .forEach(
            (partition, end) -> {
              PartitionState there = last.partitions().get(partition);
              if (there == null) {
                return;
              }
              PartitionRead read = batch.reads().get(partition);
              long first =
                  batch.starts().getOrDefault(partition, read == null ? end : read.firstOffset());
              if (first < there.end()) {
                throw new ConflictException(
                    "Cannot ingest %s: another driver has committed these records meanwhile: partition %d from offset %d, the table is at %d"
                        .formatted(last.topic(), partition, first, there.end()));
              }
              if (batch.starts().containsKey(partition) && first > there.end()) {
                throw new SluiceException(
                    "Cannot ingest %s: the table was rolled back to before this checkpoint; remove the checkpoint and ingest continues from the table's own offsets: partition %d from offset %d, the table is at %d"
                        .formatted(last.topic(), partition, first, there.end()));
              }
            });
  }
}
