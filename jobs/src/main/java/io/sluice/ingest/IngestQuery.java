package io.sluice.ingest;

import static org.apache.spark.sql.functions.callUDF;
import static org.apache.spark.sql.functions.col;

import io.sluice.contract.Contract;
import io.sluice.failure.Causes;
import io.sluice.failure.ConflictException;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.IngestState;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka topic → decode → the dataset's table and its quarantine, both on staging. */
public final class IngestQuery {
  private static final Logger LOG = LoggerFactory.getLogger(IngestQuery.class);

  private final Lake lake;
  private final Contract contract;
  private final IngestOptions options;
  private final Clock clock;
  private volatile StreamingQuery running;
  private volatile boolean stopped;

  public IngestQuery(Lake lake, Contract contract, IngestOptions options, Clock clock) {
    this.lake = lake;
    this.contract = contract;
    this.options = options;
    this.clock = clock;
  }

  /**
   * Runs the query until it has caught up, fails or is stopped. It continues from its checkpoint
   * or, where that is lost, from the offsets in the table's own summary. A record that comes in two
   * Kafka partitions makes it start again with its rows spread by identity.
   *
   * @throws ConflictException where another driver ingests into the same table
   */
  public void run() {
    try (CheckpointLock held = CheckpointLock.of(options.checkpoint())) {
      boolean byIdentity = prepare().spreadFor() > 0;
      while (!stopped && !ranToItsEnd(byIdentity)) {
        byIdentity = true;
      }
    }
  }

  /** Makes checkpoint, table and contract agree. */
  private IngestState prepare() {
    Table rows = lake.table(contract.dataset(), References.STAGING);
    IngestTables.requireSameColumns(rows, contract);
    IngestState state = IngestTables.state(rows, contract);
    IngestTables.requireSameTopic(state, topic(), contract);
    new Checkpoint(lake.spark(), options.checkpoint()).setAsideUnlessOf(state.queryId());
    return state;
  }

  /** Runs the query; false where it must run again with its rows spread by identity. */
  private boolean ranToItsEnd(boolean byIdentity) {
    IngestTarget target =
        new IngestTarget(lake, contract, options, this::topicIfItAnswers, clock, byIdentity);
    String name = UUID.randomUUID().toString();
    IngestSink.open(name, target);
    try {
      StreamingQuery query = start(target, name, byIdentity);
      running = query;
      if (stopped) {
        halt(query);
      }
      query.awaitTermination();
      return true;
    } catch (StreamingQueryException e) {
      if (stopped && Causes.has(e, InterruptedException.class)) {
        // Stopped in the middle of a batch: it is read again at the next start.
        return true;
      }
      if (Causes.has(e, IdentitiesSpanTasksException.class)) {
        return false;
      }
      throw failure(e);
    } finally {
      IngestSink.close(name);
    }
  }

  private StreamingQuery start(IngestTarget target, String name, boolean byIdentity) {
    Dataset<Row> records =
        KafkaRecords.of(lake.spark(), options, contract.topic(), target.known(), topic());
    Dataset<Row> spread = byIdentity ? byIdentity(records) : records;
    try {
      return spread
          .writeStream()
          .queryName("ingest-" + contract.dataset())
          .format(IngestSink.class.getName())
          .option(IngestSink.TARGET, name)
          .option("checkpointLocation", options.checkpoint())
          .trigger(trigger(options.untilCaughtUp(), options.triggerInterval()))
          .start();
    } catch (TimeoutException e) {
      throw new SluiceException("Cannot start ingest: " + e.getMessage(), e);
    }
  }

  private Dataset<Row> byIdentity(Dataset<Row> records) {
    UDF2<byte[], Long, Integer> group = new IdentityGroup(contract);
    String function = "sluice_identity_group_" + contract.dataset();
    lake.spark().udf().register(function, group, DataTypes.IntegerType);
    return records.repartition(callUDF(function, col("value"), col("offset")));
  }

  private SluiceException failure(StreamingQueryException e) {
    if (Causes.has(e, ConflictException.class)) {
      return new ConflictException(Causes.deepest(e), e);
    }
    String message = "Cannot ingest " + contract.topic() + ": " + Causes.deepest(e);
    return Causes.has(e, NotReadyException.class)
            || Causes.has(e, org.apache.kafka.common.errors.TimeoutException.class)
        ? new NotReadyException(message, e)
        : new SluiceException(message, e);
  }

  /** Ends the query; what it has not committed is read again at the next start. */
  public void stop() {
    stopped = true;
    StreamingQuery query = running;
    if (query != null) {
      halt(query);
    }
  }

  private static void halt(StreamingQuery query) {
    try {
      query.stop();
    } catch (TimeoutException e) {
      throw new SluiceException("Cannot stop ingest: " + e.getMessage(), e);
    }
  }

  private KafkaAdmin.Topic topic() {
    return options.kafka().describe(contract.topic());
  }

  /** A batch that is written does not fail because the broker is slow to describe its topic. */
  private Optional<KafkaAdmin.Topic> topicIfItAnswers() {
    try {
      return Optional.of(topic());
    } catch (NotReadyException e) {
      LOG.warn("Committing without knowing whether more records wait: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Trigger trigger(boolean untilCaughtUp, Duration interval) {
    return untilCaughtUp ? Trigger.AvailableNow() : Trigger.ProcessingTime(interval.toMillis());
  }
}
