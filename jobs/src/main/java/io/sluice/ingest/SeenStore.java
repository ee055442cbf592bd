package io.sluice.ingest;

import io.sluice.contract.Contract;
import io.sluice.identity.SeenIdentities;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** The identities of all rows of a dataset's table, in the driver's memory and with the tasks. */
final class SeenStore {
  private final SparkSession spark;
  private SeenIdentities seen;
  private Broadcast<SeenIdentities> broadcast;

  private SeenStore(SparkSession spark, SeenIdentities seen) {
    this.spark = spark;
    this.seen = seen;
  }

  /**
   * The identities of the table's rows, as they are stored.
   *
   * @param name the table's Spark SQL name, at one commit
   */
  static SeenStore read(SparkSession spark, Table table, String name, Contract contract) {
    return new SeenStore(
        spark,
        table.currentSnapshot() == null
            ? SeenIdentities.NONE
            : StoredIdentities.read(spark, name, contract));
  }

  /** What the tasks of the next batch look up. */
  Broadcast<SeenIdentities> forBatch() {
    if (broadcast == null) {
      broadcast = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(seen);
    }
    return broadcast;
  }

  /**
   * What the tasks of one batch added.
   *
   * @throws IdentitiesSpanTasksException where two tasks took one identity for new
   */
  static SeenIdentities added(List<IngestMessage> messages, boolean byIdentity) {
    SeenIdentities added = SeenIdentities.NONE;
    for (IngestMessage message : messages) {
      if (!byIdentity && added.intersects(message.added())) {
        throw new IdentitiesSpanTasksException();
      }
      added = added.plus(message.added());
    }
    return added;
  }

  /** Takes in what a committed batch added. */
  void remember(SeenIdentities added) {
    seen = seen.plus(added);
    if (broadcast != null) {
      broadcast.destroy();
      broadcast = null;
    }
  }
}
