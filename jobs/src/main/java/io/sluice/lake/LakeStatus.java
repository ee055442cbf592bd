package io.sluice.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;

import io.sluice.contract.Contract;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.MainLog;
import io.sluice.state.Micros;
import io.sluice.state.PublishNumbers;
import io.sluice.state.Snapshots;
import io.sluice.state.Tables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.projectnessie.model.Branch;
import org.projectnessie.model.Reference;

/**
 * Where everything stands.
 *
 * @param datasets each with its tables, in the order they were asked for
 * @param lastPublish the namespace's newest publish on main; null: none yet
 * @param lastAudit the newest evidence on staging; null: none yet
 * @param references branches and the newest tags
 */
public record LakeStatus(
    List<OfDataset> datasets, LastPublish lastPublish, LastAudit lastAudit, List<Ref> references) {
  private static final int NEWEST_TAGS = 10;

  /**
   * One dataset.
   *
   * @param topic the Kafka topic
   * @param lag how far each of its partitions has been read
   * @param tables rows on staging against rows on main
   * @param staged what became of everything read
   * @param published what of it main shows
   */
  public record OfDataset(
      String dataset,
      String topic,
      List<Lag> lag,
      List<TableRows> tables,
      IngestCounts staged,
      IngestCounts published) {}

  /** One Kafka partition; {@code newest} is the newest event time accepted; null: none was. */
  public record Lag(int partition, long readTo, long endsAt, long lag, Instant newest) {}

  /** Rows of a table's current snapshots. */
  public record TableRows(String table, long staged, long published) {}

  /** N of publish-N, when it was made, and its commit. */
  public record LastPublish(long number, Instant at, String hash) {}

  /** An audit of candidate-N, when it ended, and its checks by what became of them. */
  public record LastAudit(
      String auditId, long number, Instant at, long passed, long failed, long notChecked) {}

  /** A branch or a tag. */
  public record Ref(String type, String name, String hash) {}

  /**
   * Reads the status.
   *
   * @param ends by contract the offsets after the last record of each Kafka partition
   */
  public static LakeStatus read(Lake lake, Map<Contract, Map<Integer, Long>> ends) {
    List<OfDataset> datasets = new ArrayList<>();
    ends.forEach((contract, of) -> datasets.add(dataset(lake, contract, of)));
    return new LakeStatus(datasets, lastPublish(lake), lastAudit(lake), references(lake));
  }

  private static OfDataset dataset(Lake lake, Contract contract, Map<Integer, Long> ends) {
    String dataset = contract.dataset();
    Optional<IngestState> staged = IngestState.of(lake.table(dataset, References.STAGING));
    Optional<IngestState> published = IngestState.of(lake.table(dataset, References.MAIN));
    List<TableRows> tables = new ArrayList<>();
    for (String table : Tables.of(contract).all()) {
      tables.add(
          new TableRows(
              table,
              Snapshots.totalRecords(lake.table(table, References.STAGING)),
              Snapshots.totalRecords(lake.table(table, References.MAIN))));
    }
    return new OfDataset(
        dataset,
        contract.topic(),
        lag(staged, ends),
        tables,
        staged.map(IngestState::counts).orElse(IngestCounts.ZERO),
        published.map(IngestState::counts).orElse(IngestCounts.ZERO));
  }

  private static List<Lag> lag(Optional<IngestState> staged, Map<Integer, Long> ends) {
    List<Lag> lags = new ArrayList<>();
    ends.forEach(
        (partition, end) -> {
          IngestState.PartitionState read =
              staged.map(state -> state.partitions().get(partition)).orElse(null);
          long readTo = read == null ? 0 : read.end();
          Instant newest =
              read == null || read.newestMicros() == Long.MIN_VALUE
                  ? null
                  : Micros.instant(read.newestMicros());
          lags.add(new Lag(partition, readTo, end, end - readTo, newest));
        });
    return lags;
  }

  private static LastPublish lastPublish(Lake lake) {
    Branch main = lake.references().branch(References.MAIN);
    return lake.references()
        .log(main, log -> MainLog.of(log, lake.config().namespace()))
        .last()
        .map(
            entry ->
                new LastPublish(
                    MainLog.number(entry),
                    entry.getCommitMeta().getCommitTime(),
                    entry.getCommitMeta().getHash()))
        .orElse(null);
  }

  private static LastAudit lastAudit(Lake lake) {
    return lake
        .spark()
        .table(lake.name(Tables.AUDITS, References.STAGING))
        .groupBy("audit_id", "publish", "audited_at")
        .agg(with("passed"), with("failed"), with("not checked"))
        .orderBy(col("audited_at").desc())
        .limit(1)
        .collectAsList()
        .stream()
        .map(
            audit ->
                new LastAudit(
                    audit.getString(0),
                    audit.getLong(1),
                    audit.getTimestamp(2).toInstant(),
                    audit.getLong(3),
                    audit.getLong(4),
                    audit.getLong(5)))
        .findFirst()
        .orElse(null);
  }

  private static Column with(String status) {
    return count_if(col("status").equalTo(status));
  }

  private static List<Ref> references(Lake lake) {
    List<Reference> all = lake.references().all();
    long newest = PublishNumbers.of(all).last();
    return all.stream()
        .filter(
            reference ->
                !reference.getName().startsWith("publish-")
                    || PublishNumbers.of(List.of(reference)).last() > newest - NEWEST_TAGS)
        .map(
            reference ->
                new Ref(
                    reference instanceof Branch ? "branch" : "tag",
                    reference.getName(),
                    reference.getHash()))
        .toList();
  }
}
