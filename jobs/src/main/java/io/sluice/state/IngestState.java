package io.sluice.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.failure.SluiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * All that ingest has done up to one commit, kept in the snapshot summaries of the dataset's table
 * and of the quarantine: the truth that survives a lost checkpoint.
 *
 * @param queryId the streaming query that committed, Spark's own id
 * @param epochId the micro-batch of that query
 * @param topic the topic read
 * @param topicId Kafka's id of it: another one when the topic is recreated; empty: not known
 * @param partitions what was read of each Kafka partition
 * @param counts every record read, by what became of it
 * @param spreadFor one identity came in several Kafka partitions: so many more batches, unless a
 *     duplicate comes, a query that starts spreads its rows over the tasks by identity; 0: it does
 *     not
 */
public record IngestState(
    String queryId,
    long epochId,
    String topic,
    String topicId,
    SortedMap<Integer, PartitionState> partitions,
    IngestCounts counts,
    int spreadFor) {
  /** Present in the summary of every commit of ingest. */
  public static final String OFFSETS = "sluice.offsets";

  private static final String PREFIX = "sluice.";
  private static final String SPREAD = PREFIX + "spread-by-identity";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One Kafka partition.
   *
   * @param start the first offset ever read
   * @param end the offset after the last one read
   * @param skipped offsets in between that held no record (transaction markers, compaction)
   * @param newestMicros the newest event time accepted, none counted as later than the broker's
   *     clock as it took the record, µs since the epoch UTC; {@link Long#MIN_VALUE} for none
   * @param backlog whether records were waiting unread when the batch was committed
   */
  public record PartitionState(
      long start, long end, long skipped, long newestMicros, boolean backlog) {}

  /** Nothing read yet. */
  public static IngestState none(String topic) {
    return new IngestState("", -1, topic, "", new TreeMap<>(), IngestCounts.ZERO, 0);
  }

  /** The state at the newest ingest commit at or before the table's current snapshot. */
  public static Optional<IngestState> of(Table table) {
    return Snapshots.newestWith(table, table.currentSnapshot(), OFFSETS).map(IngestState::of);
  }

  /** The state in the summary of an ingest commit. */
  public static IngestState of(Snapshot snapshot) {
    Map<String, String> summary = snapshot.summary();
    SortedMap<Integer, PartitionState> partitions = new TreeMap<>();
    Map<String, Map<Integer, Object>> offsets = parse(summary.get(OFFSETS));
    String topic = offsets.keySet().iterator().next();
    Map<String, Map<Integer, Object>> starts = parse(summary.get(PREFIX + "start-offsets"));
    Map<String, Map<Integer, Object>> skipped = parse(summary.get(PREFIX + "skipped-offsets"));
    Map<String, Map<Integer, Object>> newest = parse(summary.get(PREFIX + "newest-event-micros"));
    Map<String, Map<Integer, Object>> backlog = parse(summary.get(PREFIX + "backlog"));
    offsets
        .get(topic)
        .forEach(
            (partition, end) ->
                partitions.put(
                    partition,
                    new PartitionState(
                        number(starts, topic, partition),
                        ((Number) end).longValue(),
                        number(skipped, topic, partition),
                        number(newest, topic, partition),
                        (Boolean) backlog.get(topic).get(partition))));
    return new IngestState(
        summary.get(PREFIX + "query-id"),
        Long.parseLong(summary.get(PREFIX + "epoch-id")),
        topic,
        summary.getOrDefault(PREFIX + "topic-id", ""),
        partitions,
        IngestCounts.of(summary),
        Integer.parseInt(summary.getOrDefault(SPREAD, "0")));
  }

  /** The summary properties of a commit that brings the table to this state. */
  public Map<String, String> toProperties() {
    Map<Integer, Object> ends = new TreeMap<>();
    Map<Integer, Object> starts = new TreeMap<>();
    Map<Integer, Object> skipped = new TreeMap<>();
    Map<Integer, Object> newest = new TreeMap<>();
    Map<Integer, Object> backlog = new TreeMap<>();
    partitions.forEach(
        (partition, state) -> {
          ends.put(partition, state.end());
          starts.put(partition, state.start());
          skipped.put(partition, state.skipped());
          newest.put(partition, state.newestMicros());
          backlog.put(partition, state.backlog());
        });
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put(PREFIX + "query-id", queryId);
    properties.put(PREFIX + "epoch-id", Long.toString(epochId));
    properties.put(PREFIX + "topic-id", topicId);
    properties.put(OFFSETS, json(ends));
    properties.put(PREFIX + "start-offsets", json(starts));
    properties.put(PREFIX + "skipped-offsets", json(skipped));
    properties.put(PREFIX + "newest-event-micros", json(newest));
    properties.put(PREFIX + "backlog", json(backlog));
    properties.put(SPREAD, Integer.toString(spreadFor));
    properties.putAll(counts.toProperties());
    return properties;
  }

  /** The same progress, some rows of it moved to the quarantine. */
  public IngestState ejected(long rows) {
    return new IngestState(
        queryId, epochId, topic, topicId, partitions, counts.ejected(rows), spreadFor);
  }

  /** Whether this holds the batch of the query. */
  public boolean has(String query, long epoch) {
    return queryId.equals(query) && epochId >= epoch;
  }

  /**
   * Whether both were written by the same batch; counts may have moved since, as rows can be
   * ejected.
   */
  public boolean sameProgress(IngestState other) {
    return queryId.equals(other.queryId)
        && epochId == other.epochId
        && partitions.equals(other.partitions);
  }

  /** Whether every offset that another state has read was read here, too. */
  public boolean hasReadAllOf(IngestState other) {
    return other.partitions.entrySet().stream()
        .allMatch(
            read -> {
              PartitionState own = partitions.get(read.getKey());
              return own != null && own.end() >= read.getValue().end();
            });
  }

  /** The offsets to go on from, as the Kafka source's {@code startingOffsets} wants them. */
  public String startingOffsets() {
    Map<Integer, Object> ends = new TreeMap<>();
    partitions.forEach((partition, state) -> ends.put(partition, state.end()));
    return json(ends);
  }

  /**
   * The event time up to which everything has been read, µs since the epoch UTC: the newest of all
   * partitions, held back by each partition that still has a backlog. Empty while such a partition
   * has shown no event time at all, or nothing was accepted.
   */
  public Optional<Long> completeMicros() {
    long high = newestMicros().orElse(Long.MIN_VALUE);
    for (PartitionState state : partitions.values()) {
      if (state.backlog()) {
        high = Math.min(high, state.newestMicros());
      }
    }
    return high == Long.MIN_VALUE ? Optional.empty() : Optional.of(high);
  }

  /** The newest event time accepted, µs since the epoch UTC; empty where nothing was. */
  public Optional<Long> newestMicros() {
    return partitions.values().stream()
        .map(PartitionState::newestMicros)
        .filter(micros -> micros != Long.MIN_VALUE)
        .max(Long::compare);
  }

  /** Offsets read in all, records and skipped ones together. */
  public long offsetSpan() {
    return partitions.values().stream().mapToLong(state -> state.end() - state.start()).sum();
  }

  /** Offsets that held no record. */
  public long skipped() {
    return partitions.values().stream().mapToLong(PartitionState::skipped).sum();
  }

  private static long number(
      Map<String, Map<Integer, Object>> all, String topic, Integer partition) {
    return ((Number) all.get(topic).get(partition)).longValue();
  }

  private String json(Map<Integer, Object> byPartition) {
    try {
      return JSON.writeValueAsString(Map.of(topic, byPartition));
    } catch (JsonProcessingException e) {
      throw new SluiceException("Cannot write offsets: " + e.getMessage(), e);
    }
  }

  private static Map<String, Map<Integer, Object>> parse(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new SluiceException("Cannot read offsets from a snapshot summary: " + json, e);
    }
  }
}
