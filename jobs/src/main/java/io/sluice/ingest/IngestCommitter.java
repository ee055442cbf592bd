package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.identity.SeenIdentities;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.LogicalWriteInfoImpl;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The driver's side of ingest: hands the identities seen so far to the tasks and commits what they
 * wrote, exactly once a table.
 *
 * <p>The truth is the table's own summary: counts and offsets there are cumulative, and an epoch
 * that the table already has is not committed again. The quarantine is committed first; a crash
 * between the two commits leaves it one epoch ahead; the next start takes it back.
 */
final class IngestCommitter {
  private final SparkSession spark;
  private final String queryId;
  private final IngestSettings settings;
  private final Contract contract;
  private final Table dataset;
  private final Table quarantine;
  private final PlannedOffsets planned;
  private final Clock clock = Clock.systemUTC();
  private SeenIdentities seen;
  private Broadcast<SeenIdentities> broadcast;

  private IngestCommitter(
      SparkSession spark,
      String queryId,
      IngestSettings settings,
      Table dataset,
      Table quarantine) {
    this.spark = spark;
    this.queryId = queryId;
    this.settings = settings;
    this.contract = settings.parsedContract();
    this.dataset = dataset;
    this.quarantine = quarantine;
    this.planned = new PlannedOffsets(spark, settings.checkpoint(), contract.topic());
    this.seen =
        dataset.currentSnapshot() == null
            ? SeenIdentities.NONE
            : StoredIdentities.read(spark, settings.datasetTable(), contract);
  }

  static IngestCommitter open(String queryId, IngestSettings settings) {
    SparkSession spark = SparkSession.active();
    try {
      return new IngestCommitter(
          spark,
          queryId,
          settings,
          Spark3Util.loadIcebergTable(spark, settings.datasetTable()),
          Spark3Util.loadIcebergTable(spark, settings.quarantineTable()));
    } catch (org.apache.spark.sql.catalyst.parser.ParseException
        | org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
      throw new SluiceException("Cannot open table: " + settings.datasetTable(), e);
    }
  }

  StreamingWrite newDatasetWrite() {
    return newWrite(dataset);
  }

  StreamingWrite newQuarantineWrite() {
    return newWrite(quarantine);
  }

  private StreamingWrite newWrite(Table table) {
    return new SparkTable(table, false)
        .newWriteBuilder(
            new LogicalWriteInfoImpl(
                // Part of the data files' names, with epoch and task. Under the query's own id the
                // replay of an epoch would write over files of it that are committed.
                UUID.randomUUID().toString(),
                SparkSchemaUtil.convert(table.schema()),
                // Rows come in Kafka's order: a file for each partition value stays open.
                new CaseInsensitiveStringMap(Map.of("fanout-enabled", "true")),
                Optional.empty(),
                Optional.empty()))
        .build()
        .toStreaming();
  }

  StreamingDataWriterFactory writerFactory(
      StreamingDataWriterFactory datasetFactory, StreamingDataWriterFactory quarantineFactory) {
    if (broadcast == null) {
      broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(seen);
    }
    return new IngestWriterFactory(
        contract,
        datasetFactory,
        quarantineFactory,
        broadcast,
        Math.multiplyExact(clock.millis(), 1_000L),
        settings.source());
  }

  void commit(
      long epochId,
      List<IngestMessage> messages,
      Consumer<Map<String, String>> commitQuarantine,
      Consumer<Map<String, String>> commitDataset) {
    dataset.refresh();
    quarantine.refresh();
    IngestState last = IngestState.of(dataset).orElse(IngestState.none(contract.topic()));
    SortedMap<Integer, Long> ends = planned.of(epochId);
    if (has(last, epochId)) {
      requireSame(last, epochId, ends);
      return;
    }
    SeenIdentities added = added(messages);
    IngestState next = next(last, epochId, messages, ends);
    Map<String, String> properties = next.toProperties();
    boolean quarantined =
        IngestState.of(quarantine).filter(state -> has(state, epochId)).isPresent();
    if (!quarantined) {
      commitQuarantine.accept(properties);
    }
    commitDataset.accept(properties);
    remember(added);
  }

  private boolean has(IngestState state, long epochId) {
    return state.queryId().equals(queryId) && state.epochId() >= epochId;
  }

  /** An epoch that is there already must have read what this replay of it read. */
  private static void requireSame(
      IngestState last, long epochId, SortedMap<Integer, Long> plannedEnds) {
    plannedEnds.forEach(
        (partition, end) -> {
          PartitionState state = last.partitions().get(partition);
          if (state == null || end > state.end()) {
            throw new SluiceException(
                "Cannot go on from this checkpoint: the table holds epoch "
                    + last.epochId()
                    + " with other offsets; remove the checkpoint and ingest goes on from the"
                    + " table's own offsets: epoch "
                    + epochId);
          }
        });
  }

  private SeenIdentities added(List<IngestMessage> messages) {
    SeenIdentities added = SeenIdentities.NONE;
    for (IngestMessage message : messages) {
      if (!settings.byIdentity() && added.intersects(message.added())) {
        throw new IdentitiesSpanTasksException();
      }
      added = added.plus(message.added());
    }
    return added;
  }

  private IngestState next(
      IngestState last,
      long epochId,
      List<IngestMessage> messages,
      SortedMap<Integer, Long> plannedEnds) {
    Map<Integer, PartitionRead> reads = new HashMap<>();
    IngestCounts counts = last.counts();
    for (IngestMessage message : messages) {
      counts = counts.plus(message.counts());
      message.reads().forEach((key, read) -> reads.merge(key, read, PartitionRead::plus));
    }
    LatestOffsets.Topic topic =
        LatestOffsets.describe(settings.bootstrapServers(), contract.topic());
    if (!last.topicId().isEmpty() && !last.topicId().equals(topic.id())) {
      throw new SluiceException(
          "Cannot ingest %s: the topic was deleted and made anew meanwhile: id %s instead of %s"
              .formatted(contract.topic(), topic.id(), last.topicId()));
    }
    requireNext(last, epochId, reads, plannedEnds);
    SortedMap<Integer, PartitionState> partitions = new TreeMap<>(last.partitions());
    plannedEnds.forEach(
        (partition, end) ->
            partitions.put(
                partition,
                next(
                    last.partitions().get(partition),
                    reads.get(partition),
                    end,
                    topic.ends().getOrDefault(partition, end) > end)));
    return new IngestState(
        queryId, epochId, contract.topic(), topic.id(), partitions, counts, settings.byIdentity());
  }

  /** The batch must go on where the table ends: neither over records that it has nor past some. */
  private void requireNext(
      IngestState last,
      long epochId,
      Map<Integer, PartitionRead> reads,
      SortedMap<Integer, Long> plannedEnds) {
    SortedMap<Integer, Long> starts = planned.startsOf(epochId);
    plannedEnds.forEach(
        (partition, end) -> {
          PartitionState there = last.partitions().get(partition);
          if (there == null) {
            return;
          }
          PartitionRead read = reads.get(partition);
          long first = starts.getOrDefault(partition, read == null ? end : read.firstOffset());
          if (first < there.end()) {
            throw new ConflictException(
                "Cannot ingest %s: another driver has committed these records meanwhile: partition %d from offset %d, the table is at %d"
                    .formatted(contract.topic(), partition, first, there.end()));
          }
          if (starts.containsKey(partition) && first > there.end()) {
            throw new SluiceException(
                "Cannot ingest %s: the table was taken back behind this checkpoint; remove the checkpoint and ingest goes on from the table's own offsets: partition %d from offset %d, the table is at %d"
                    .formatted(contract.topic(), partition, first, there.end()));
          }
        });
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
        backlog);
  }

  private void remember(SeenIdentities added) {
    seen = seen.plus(added);
    if (broadcast != null) {
      broadcast.destroy();
      broadcast = null;
    }
  }
}
