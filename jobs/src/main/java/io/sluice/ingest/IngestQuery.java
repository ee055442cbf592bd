package io.sluice.ingest;

import static org.apache.spark.sql.functions.callUDF;
import static org.apache.spark.sql.functions.col;

import io.sluice.contract.Contract;
import io.sluice.failure.Causes;
import io.sluice.failure.ConflictException;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.lake.TableSchemas;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;

/** Kafka topic → decode → the dataset's table and the quarantine, both on staging. */
public final class IngestQuery {
  /** The Kafka source's name for "from the first record there is". */
  private static final long EARLIEST = -2;

  private final Lake lake;
  private final Contract contract;
  private final IngestOptions options;
  private volatile StreamingQuery running;
  private volatile boolean stopped;

  public IngestQuery(Lake lake, Contract contract, IngestOptions options) {
    this.lake = lake;
    this.contract = contract;
    this.options = options;
  }

  /**
   * Runs the query until it has caught up, fails or is stopped. It goes on from its checkpoint or,
   * where that is lost, from the offsets in the table's own summary. A record that comes in two
   * Kafka partitions makes it start anew with its rows spread by identity.
   *
   * @throws ConflictException where another driver ingests into the same table
   */
  public void run() {
    try (CheckpointLock held = CheckpointLock.of(options.checkpoint())) {
      runLocked();
    }
  }

  private void runLocked() {
    boolean byIdentity = prepare();
    while (!stopped) {
      StreamingQuery query = start(state(), byIdentity);
      running = query;
      if (stopped) {
        halt(query);
      }
      try {
        query.awaitTermination();
        return;
      } catch (StreamingQueryException e) {
        if (Causes.has(e, ConflictException.class)) {
          throw new ConflictException(Causes.deepest(e), e);
        }
        if (Causes.has(e, NotReadyException.class)
            || Causes.has(e, org.apache.kafka.common.errors.TimeoutException.class)) {
          throw new NotReadyException(
              "Cannot ingest " + contract.topic() + ": " + Causes.deepest(e), e);
        }
        if (!Causes.has(e, IdentitiesSpanTasksException.class)) {
          throw new SluiceException(
              "Cannot ingest " + contract.topic() + ": " + Causes.deepest(e), e);
        }
        byIdentity = true;
      }
    }
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

  private IngestState state() {
    return IngestState.of(lake.table(contract.dataset(), References.STAGING))
        .orElse(IngestState.none(contract.topic()));
  }

  /** Makes checkpoint, tables and contract agree; true where rows are to be spread by identity. */
  private boolean prepare() {
    requireSameColumns(lake.table(contract.dataset(), References.STAGING));
    IngestState state = state();
    requireSameTopic(state);
    Checkpoint checkpoint = new Checkpoint(lake.spark(), options.checkpoint());
    checkpoint.setAsideUnlessOf(state.queryId());
    // Also with its checkpoint: the epoch that is read again is committed again, as it is read now.
    new QuarantineRewind(lake).to(contract);
    return state.spansPartitions();
  }

  /** The offsets in the table are of one topic, of its present life. */
  private void requireSameTopic(IngestState state) {
    if (state.partitions().isEmpty()) {
      return;
    }
    if (!state.topic().equals(contract.topic())) {
      throw new SluiceException(
          "Cannot ingest "
              + contract.topic()
              + ": the table "
              + contract.dataset()
              + " is filled from another topic: "
              + state.topic());
    }
    String id = LatestOffsets.describe(options.bootstrapServers(), contract.topic()).id();
    if (!state.topicId().isEmpty() && !id.equals(state.topicId())) {
      throw new SluiceException(
          "Cannot ingest "
              + contract.topic()
              + ": the topic was deleted and made anew, its offsets are not those of the table: id "
              + id
              + " instead of "
              + state.topicId());
    }
  }

  private void requireSameColumns(Table dataset) {
    String agreed = columns(TableSchemas.dataset(contract));
    String there = columns(dataset.schema());
    if (!agreed.equals(there)) {
      throw new SluiceException(
          "Cannot ingest "
              + contract.dataset()
              + ": the table's columns are not the contract's: "
              + there
              + " instead of "
              + agreed);
    }
  }

  private static String columns(Schema schema) {
    return schema.columns().stream()
        .map(column -> column.name() + " " + column.type() + (column.isRequired() ? "!" : ""))
        .collect(Collectors.joining(", "));
  }

  private StreamingQuery start(IngestState state, boolean byIdentity) {
    Dataset<Row> records =
        lake.spark()
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", options.bootstrapServers())
            .option("subscribe", contract.topic())
            .option("startingOffsets", startingOffsets(state))
            .option("includeHeaders", "true")
            .option("failOnDataLoss", "true")
            // What a transaction took back was never sent.
            .option("kafka.isolation.level", "read_committed")
            .option("maxOffsetsPerTrigger", options.maxOffsetsPerTrigger())
            .option("kafka.max.poll.records", "10000")
            .load();
    Dataset<Row> spread = byIdentity ? byIdentity(records) : records;
    DataStreamWriter<Row> writer =
        spread
            .writeStream()
            .queryName("ingest-" + contract.dataset())
            .format(IngestSink.class.getName())
            .option("checkpointLocation", options.checkpoint())
            .options(settings(byIdentity).toOptions())
            .trigger(trigger(options.untilCaughtUp(), options.triggerInterval()));
    try {
      return writer.start();
    } catch (TimeoutException e) {
      throw new SluiceException("Cannot start ingest: " + e.getMessage(), e);
    }
  }

  private Dataset<Row> byIdentity(Dataset<Row> records) {
    UDF1<byte[], Integer> group = new IdentityGroup(contract);
    lake.spark().udf().register("sluice_identity_group", group, DataTypes.IntegerType);
    return records.repartition(callUDF("sluice_identity_group", col("value")));
  }

  private IngestSettings settings(boolean byIdentity) {
    return new IngestSettings(
        contract.source(),
        lake.name(contract.dataset(), References.STAGING),
        lake.name(Tables.of(contract).quarantine(), References.STAGING),
        options.bootstrapServers(),
        options.source(),
        options.checkpoint(),
        byIdentity);
  }

  /** Partitions that the table has not read yet start at their first record. */
  private String startingOffsets(IngestState state) {
    if (state.partitions().isEmpty()) {
      return "earliest";
    }
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    LatestOffsets.read(options.bootstrapServers(), contract.topic())
        .keySet()
        .forEach(partition -> offsets.put(partition, EARLIEST));
    state.partitions().forEach((partition, read) -> offsets.put(partition, read.end()));
    return KafkaOffsets.write(contract.topic(), offsets);
  }

  static Trigger trigger(boolean untilCaughtUp, Duration interval) {
    return untilCaughtUp ? Trigger.AvailableNow() : Trigger.ProcessingTime(interval.toMillis());
  }
}
