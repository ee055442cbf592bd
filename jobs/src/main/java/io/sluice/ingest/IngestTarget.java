package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.failure.HaltPoint;
import io.sluice.failure.SluiceException;
import io.sluice.identity.Added;
import io.sluice.ingest.IngestLedger.Batch;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.lake.StagingCommit;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.Snapshots;
import io.sluice.state.Tables;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.iceberg.Table;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of one ingest query: the dataset's tables on staging, and what one batch does
 * to them. Rows and quarantined records of a batch become known in one commit, with the state that
 * the batch leaves: it is there as a whole or not at all, and of two drivers one is refused.
 */
final class IngestTarget {
  private static final Logger LOG = LoggerFactory.getLogger(IngestTarget.class);
  private static final int TRIES = 10;

  /** In the summary: the batch's duplicates that could not be compared with what they repeat. */
  private static final String UNVERIFIED = "sluice.unverified";

  private final Lake lake;
  private final Contract contract;
  private final Tables tables;
  private final IngestOptions options;
  private final Supplier<Optional<KafkaAdmin.Topic>> topic;
  private final Clock clock;
  private final boolean byIdentity;
  private final Table rows;
  private final Table quarantine;
  private final PlannedOffsets planned;
  private final SeenStore seen;
  private IngestState known;

  /**
   * Opens the tables and reads the identities that they hold.
   *
   * @param topic looks at the topic; empty where the broker does not answer
   * @param byIdentity whether the tasks get their rows by identity
   */
  IngestTarget(
      Lake lake,
      Contract contract,
      IngestOptions options,
      Supplier<Optional<KafkaAdmin.Topic>> topic,
      Clock clock,
      boolean byIdentity) {
    this.lake = lake;
    this.contract = contract;
    this.tables = Tables.of(contract);
    this.options = options;
    this.topic = topic;
    this.clock = clock;
    this.byIdentity = byIdentity;
    // Identities and state of one commit: a driver that commits in between is noticed.
    String hash = lake.references().branch(References.STAGING).getHash();
    String at = References.STAGING + "#" + hash;
    this.rows = lake.table(tables.rows(), at);
    this.quarantine = lake.table(tables.quarantine(), at);
    this.planned = new PlannedOffsets(lake.spark(), options.checkpoint(), contract.topic());
    this.known = state(rows);
    this.seen =
        SeenStore.read(
            lake.spark(),
            lake.name(tables.rows(), at),
            lake.name(tables.quarantine(), at),
            contract,
            Snapshots.totalRecords(rows),
            known);
  }

  /** The state that this target continues from. */
  IngestState known() {
    return known;
  }

  Table rows() {
    return rows;
  }

  Table quarantine() {
    return quarantine;
  }

  StreamingDataWriterFactory writerFactory(
      StreamingDataWriterFactory rowsFactory, StreamingDataWriterFactory quarantineFactory) {
    return new IngestWriterFactory(
        contract,
        rowsFactory,
        new TablePartition(rows),
        quarantineFactory,
        seen.forBatch(),
        Math.multiplyExact(clock.millis(), 1_000L),
        options.source());
  }

  /** Commits what the tasks of one batch wrote, unless the table has the batch already. */
  void commit(String queryId, long epochId, List<IngestMessage> messages) {
    Added added = SeenStore.added(messages, byIdentity);
    Batch batch = batch(queryId, epochId, messages);
    boolean refusedOnce = false;
    for (int tried = 1; ; tried++) {
      StagingCommit commit =
          StagingCommit.begin(
              lake,
              List.of(tables.rows(), tables.quarantine()),
              contract.keepSnapshots(),
              IngestState.OFFSETS);
      Optional<IngestState> next = next(commit, batch, refusedOnce);
      if (next.isEmpty()) {
        return;
      }
      write(commit, epochId, messages, batch, next.get());
      try {
        HaltPoint.reached("ingest-before-commit");
        commit.commit(
            "ingest " + contract.dataset() + ": epoch " + epochId,
            next.get().counts().toProperties());
        HaltPoint.reached("ingest-after-commit");
      } catch (ConflictException e) {
        // A compaction, or another driver: which of the two, the new state says.
        if (tried == TRIES) {
          throw e;
        }
        LOG.info("Committing the batch on the new state of the table: {}", e.getMessage());
        refusedOnce = true;
        continue;
      }
      known = next.get();
      seen.remember(added);
      return;
    }
  }

  private Optional<IngestState> next(StagingCommit commit, Batch batch, boolean refusedOnce) {
    try {
      return IngestLedger.next(state(commit.table(tables.rows())), known, batch, topic.get());
    } catch (ConflictException e) {
      throw refusedOnce ? new ConflictException(e.getMessage() + " (refused at the commit)") : e;
    }
  }

  private void write(
      StagingCommit commit,
      long epochId,
      List<IngestMessage> messages,
      Batch batch,
      IngestState next) {
    Map<String, String> summary = new HashMap<>(next.toProperties());
    summary.put(
        UNVERIFIED, Long.toString(messages.stream().mapToLong(IngestMessage::unverified).sum()));
    append(commit, rows, tables.rows(), epochId, messages, IngestMessage::dataset, summary);
    if (batch.counts().quarantined() > 0) {
      append(
          commit,
          quarantine,
          tables.quarantine(),
          epochId,
          messages,
          IngestMessage::quarantine,
          summary);
    }
  }

  private void append(
      StagingCommit commit,
      Table written,
      String name,
      long epochId,
      List<IngestMessage> messages,
      java.util.function.Function<IngestMessage, WriterCommitMessage> part,
      Map<String, String> summary) {
    Table table = commit.table(name);
    if (!table.schema().sameSchema(written.schema()) || !table.spec().equals(written.spec())) {
      // Rows are written by position: in other columns they would be other values.
      throw new SluiceException(
          "Cannot ingest %s: the table's columns or partitions were changed meanwhile: %s instead of %s"
              .formatted(name, table.schema().asStruct(), written.schema().asStruct()));
    }
    TableWriter.append(
        table, epochId, messages.stream().map(part).toArray(WriterCommitMessage[]::new), summary);
  }

  private Batch batch(String queryId, long epochId, List<IngestMessage> messages) {
    Map<Integer, PartitionRead> reads = new HashMap<>();
    IngestCounts counts = IngestCounts.ZERO;
    for (IngestMessage message : messages) {
      counts = counts.plus(message.counts());
      message.reads().forEach((key, read) -> reads.merge(key, read, PartitionRead::plus));
    }
    SortedMap<Integer, Long> ends = planned.of(epochId);
    return new Batch(queryId, epochId, planned.startsOf(epochId), ends, reads, counts, byIdentity);
  }

  private IngestState state(Table table) {
    return IngestTables.state(table, contract);
  }
}
