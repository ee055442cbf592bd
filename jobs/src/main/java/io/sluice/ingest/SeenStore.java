package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.identity.Added;
import io.sluice.identity.Seen;
import io.sluice.state.IngestState;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's keeper of what was seen. What a batch added is sent with the next one; what was sent
 * before stays where it is. So the cost of a batch does not depend on how much is kept.
 */
final class SeenStore {
  private static final Logger LOG = LoggerFactory.getLogger(SeenStore.class);

  /** Of the drivers in this process. A query that ended leaves nothing behind. */
  private static final Map<String, WeakReference<SeenStore>> HERE = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final JavaSparkContext context;
  private volatile Seen seen;
  private final IdentityHashMap<Object, Broadcast<?>> sent = new IdentityHashMap<>();

  private SeenStore(SparkSession spark, Seen seen) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.seen = seen;
    HERE.values().removeIf(store -> store.get() == null);
    HERE.put(name, new WeakReference<>(this));
  }

  /**
   * Reads what the table holds, and what was ejected from it.
   *
   * @param table the table's Spark SQL name, at one commit
   * @param quarantine that of its quarantine
   * @param rows how many rows the table has
   * @param state the table's state at that commit
   */
  static SeenStore read(
      SparkSession spark,
      String table,
      String quarantine,
      Contract contract,
      long rows,
      IngestState state) {
    SortedMap<Integer, Long> ends = new TreeMap<>();
    state.partitions().forEach((partition, read) -> ends.put(partition, read.end()));
    long started = System.nanoTime();
    Seen seen = StoredIdentities.read(spark, table, quarantine, contract, rows, ends);
    LOG.info(
        "Read the identities of {}: {} ranges and hashes in {} ms",
        table,
        seen.size(),
        (System.nanoTime() - started) / 1_000_000);
    return new SeenStore(spark, seen);
  }

  static Optional<Seen> inThisProcess(String name) {
    return Optional.ofNullable(HERE.get(name)).map(WeakReference::get).map(store -> store.seen);
  }

  /** What the tasks of the next batch are given. */
  SeenHandle forBatch() {
    if (context.isLocal()) {
      return new SeenHandle(name, List.of(), List.of());
    }
    Seen now = seen;
    List<Object> held = new ArrayList<>(now.segments());
    held.addAll(now.payloads());
    sent.keySet().removeIf(part -> held.stream().noneMatch(each -> each == part));
    return new SeenHandle(
        name,
        now.segments().stream().map(this::broadcast).toList(),
        now.payloads().stream().map(this::broadcast).toList());
  }

  @SuppressWarnings("unchecked") // A part's broadcast carries that part.
  private <T> Broadcast<T> broadcast(T part) {
    return (Broadcast<T>) sent.computeIfAbsent(part, context::broadcast);
  }

  /**
   * What the tasks of one batch added.
   *
   * @throws IdentitiesSpanTasksException where two tasks took one identity for new
   */
  static Added added(List<IngestMessage> messages, boolean byIdentity) {
    Added added = Added.NOTHING;
    for (IngestMessage message : messages) {
      if (!byIdentity && added.intersects(message.added())) {
        throw new IdentitiesSpanTasksException();
      }
      added = added.plus(message.added());
    }
    return added;
  }

  /** Takes in what a committed batch added. */
  void remember(Added added) {
    seen = seen.plus(added);
  }
}
