package io.sluice.lake;

import static org.apache.spark.sql.functions.col;

import io.sluice.contract.Contract;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.Micros;
import io.sluice.state.PublishNumbers;
import io.sluice.state.Snapshots;
import io.sluice.state.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.projectnessie.model.Branch;
import org.projectnessie.model.Reference;

/**
 * Where everything stands.
 *
 * @param topic the Kafka topic
 * @param lag how far each of its partitions has been read
 * @param tables rows on staging against rows on main
 * @param staged what became of everything read
 * @param published what of it main shows
 * @param lastPublish message, time and hash of main's head
 * @param lastAudit the newest evidence on staging, in one line
 * @param references branches and the newest tags
 */
public record LakeStatus(
    String topic,
    List<Lag> lag,
    List<TableRows> tables,
    IngestCounts staged,
    IngestCounts published,
    String lastPublish,
    String lastAudit,
    List<Ref> references) {
  private static final int NEWEST_TAGS = 10;

  /** One Kafka partition; {@code newest} is the newest event time accepted, UTC. */
  public record Lag(int partition, long readTo, long endsAt, long lag, String newest) {}

  /** Rows of a table's current snapshots. */
  public record TableRows(String table, long staged, long published) {}

  /** A branch or a tag. */
  public record Ref(String type, String name, String hash) {}

  /** Reads the status; {@code ends} are the offsets after the last record of each partition. */
  public static LakeStatus read(Lake lake, Contract contract, Map<Integer, Long> ends) {
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
    return new LakeStatus(
        contract.topic(),
        lag(staged, ends),
        tables,
        staged.map(IngestState::counts).orElse(IngestCounts.ZERO),
        published.map(IngestState::counts).orElse(IngestCounts.ZERO),
        lastPublish(lake),
        lastAudit(lake),
        references(lake));
  }

  private static List<Lag> lag(Optional<IngestState> staged, Map<Integer, Long> ends) {
    List<Lag> lags = new ArrayList<>();
    ends.forEach(
        (partition, end) -> {
          IngestState.PartitionState read =
              staged.map(state -> state.partitions().get(partition)).orElse(null);
          long readTo = read == null ? 0 : read.end();
          String newest =
              read == null || read.newestMicros() == Long.MIN_VALUE
                  ? ""
                  : Micros.instant(read.newestMicros()).toString();
          lags.add(new Lag(partition, readTo, end, end - readTo, newest));
        });
    return lags;
  }

  private static String lastPublish(Lake lake) {
    Branch main = lake.references().branch(References.MAIN);
    return lake.references()
        .log(
            main,
            log ->
                log.limit(1)
                    .findFirst()
                    .map(
                        entry ->
                            entry.getCommitMeta().getMessage()
                                + " at "
                                + entry.getCommitMeta().getCommitTime()
                                + ", "
                                + main.getHash())
                    .orElse("none"));
  }

  private static String lastAudit(Lake lake) {
    List<Row> audits =
        lake.spark()
            .table(lake.name(Tables.AUDITS, References.STAGING))
            .groupBy("audit_id", "publish", "audited_at")
            .agg(
                org.apache.spark.sql.functions.count_if(col("passed")),
                org.apache.spark.sql.functions.count_if(
                    org.apache.spark.sql.functions.not(col("passed"))))
            .orderBy(col("audited_at").desc())
            .limit(1)
            .collectAsList();
    if (audits.isEmpty()) {
      return "none";
    }
    Row audit = audits.get(0);
    return "%s of publish %d at %s: %d checks passed, %d failed"
        .formatted(
            audit.getString(0), audit.getLong(1), audit.get(2), audit.getLong(3), audit.getLong(4));
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
