package io.sluice.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.contract.Field;
import io.sluice.identity.Added;
import io.sluice.identity.Identity;
import io.sluice.identity.NewIdentities;
import io.sluice.identity.Seen;
import io.sluice.lake.EjectedValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Reads which records were accepted: the start of every ingest. Those are the rows of the dataset's
 * table, and those that were ejected from it since. The tasks send sorted hashes and ranges, a few
 * partitions at a time: never all at once, and no text.
 */
final class StoredIdentities {
  /** This many partitions are read by one job: bounds what is under way to the driver. */
  private static final int WAVE = 16;

  private final Contract contract;
  private final Dataset<Row> rows;

  private StoredIdentities(Contract contract, Dataset<Row> rows) {
    this.contract = contract;
    this.rows = rows;
  }

  /**
   * All identities of the tables, and what their newest records hold.
   *
   * @param table the table's Spark SQL name, at one commit
   * @param quarantine that of its quarantine: a record that was ejected is still no new one
   * @param ends the Kafka offsets that the table has read up to, by partition
   */
  static Seen read(
      SparkSession spark,
      String table,
      String quarantine,
      Contract contract,
      SortedMap<Integer, Long> ends) {
    if (contract.duplicates() == DuplicatesPolicy.NONE || contract.key().isEmpty()) {
      return Seen.NOTHING;
    }
    StoredIdentities accepted =
        new StoredIdentities(contract, spark.read().format("iceberg").load(table));
    StoredIdentities ejected =
        new StoredIdentities(
            contract, EjectedValue.rows(spark.read().format("iceberg").load(quarantine), contract));
    Seen identities = accepted.collect(false, ejected.collect(false, Seen.NOTHING));
    Seen payloads = accepted.newest(ends).collect(true, ejected.collect(true, Seen.NOTHING));
    return new Seen(identities.segments(), payloads.payloads());
  }

  private Seen collect(boolean payloads, Seen before) {
    List<Integer> fields =
        payloads ? IntStream.range(0, contract.fields().size()).boxed().toList() : identifying();
    Column[] columns =
        new StoredValues(contract, fields)
            .columns().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
    Contract agreed = contract;
    FlatMapFunction<Iterator<InternalRow>, Added> collect =
        part -> List.of(added(agreed, fields, part, payloads)).iterator();
    JavaRDD<Added> parts =
        rows.select(columns).queryExecution().toRdd().toJavaRDD().mapPartitions(collect);
    Seen seen = before;
    for (int first = 0; first < parts.getNumPartitions(); first += WAVE) {
      int[] wave =
          IntStream.range(first, Math.min(first + WAVE, parts.getNumPartitions())).toArray();
      for (List<Added> part : parts.collectPartitions(wave)) {
        seen = seen.plus(part.get(0));
      }
    }
    return seen;
  }

  private static Added added(
      Contract contract, List<Integer> fields, Iterator<InternalRow> rows, boolean payloads) {
    StoredValues values = new StoredValues(contract, fields);
    IdentityReader reader = new IdentityReader(contract, values);
    PayloadReader payload = new PayloadReader(contract, values);
    NewIdentities identities = new NewIdentities(Seen.NOTHING);
    while (rows.hasNext()) {
      values.of(rows.next());
      Identity identity = reader.read();
      identities.see(identity, payloads ? payload.read() : NewIdentities.NOT_KEPT);
    }
    return payloads ? identities.added().onlyPayloads() : identities.added();
  }

  /** The fields that identities are made of. */
  private List<Integer> identifying() {
    List<String> names = new ArrayList<>(contract.key());
    contract.sequence().ifPresent(names::add);
    names.add(contract.eventTime());
    List<Integer> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(contract.indexOf(name));
      contract.field(name).defaultFrom().stream()
          .filter(from -> !from.equals(Field.OFFSET))
          .forEach(from -> fields.add(contract.indexOf(from)));
    }
    return fields;
  }

  /** The rows of the last offsets of each Kafka partition. */
  private StoredIdentities newest(SortedMap<Integer, Long> ends) {
    long each = Seen.KEPT_PAYLOADS / Math.max(1, ends.size());
    Column newest = lit(false);
    for (var end : ends.entrySet()) {
      newest =
          newest.or(
              col("_kafka_partition")
                  .equalTo(end.getKey())
                  .and(col("_offset").geq(end.getValue() - each)));
    }
    return new StoredIdentities(contract, rows.where(newest));
  }
}
