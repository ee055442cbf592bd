package io.sluice.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.contract.Field;
import io.sluice.identity.Added;
import io.sluice.identity.NewIdentities;
import io.sluice.identity.Seen;
import io.sluice.identity.StoredList;
import io.sluice.lake.EjectedValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
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
 * table, and those that were ejected from it since. The tasks send hashes and ranges, a few
 * partitions at a time, and no text; they are sorted once, on the driver.
 */
final class StoredIdentities {
  /** So many partitions are read by one job at most. */
  private static final int WAVE = 16;

  /**
   * So many rows are read by one job, roughly: at most 512 MB of hashes, half of what Spark allows
   * a job to return.
   */
  private static final long WAVE_ROWS = 32_000_000;

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
   * @param total how many rows the table has
   * @param ends the Kafka offsets that the table has read up to, by partition
   */
  static Seen read(
      SparkSession spark,
      String table,
      String quarantine,
      Contract contract,
      long total,
      SortedMap<Integer, Long> ends) {
    if (contract.duplicates() == DuplicatesPolicy.NONE || contract.key().isEmpty()) {
      return Seen.NOTHING;
    }
    StoredIdentities accepted =
        new StoredIdentities(contract, spark.read().format("iceberg").load(table));
    StoredIdentities ejected =
        new StoredIdentities(
            contract, EjectedValue.rows(spark.read().format("iceberg").load(quarantine), contract));
    List<StoredList> lists = new ArrayList<>();
    ejected.identities(ejected.rows, ejected.keyAndSequence(), 0, lists::add);
    accepted.identities(total, lists::add);
    List<Added> payloads = new ArrayList<>();
    ejected.payloads(payloads::add);
    accepted.newest(ends).payloads(payloads::add);
    return Seen.of(StoredList.drain(lists), payloads);
  }

  /** Reads no more columns than it takes: a row that has an id of its own needs no sequence. */
  private void identities(long total, Consumer<StoredList> to) {
    String id = contract.key().get(contract.key().size() - 1);
    if (!contract.field(id).defaultFrom().isEmpty()) {
      identities(rows, keyAndSequence(), total, to);
      return;
    }
    identities(rows.where(col("`" + id + "`").isNotNull()), contract.key(), total, to);
    if (contract.sequence().isPresent()) {
      // Files that have no null there by their statistics are not read again.
      identities(rows.where(col("`" + id + "`").isNull()), keyAndSequence(), total, to);
    }
  }

  private List<String> keyAndSequence() {
    List<String> names = new ArrayList<>(contract.key());
    contract.sequence().ifPresent(names::add);
    return names;
  }

  private void identities(
      Dataset<Row> from, List<String> names, long total, Consumer<StoredList> to) {
    List<Integer> fields = withSources(names);
    Contract agreed = contract;
    collect(from, fields, part -> List.of(identities(agreed, fields, part)).iterator(), total, to);
  }

  private static StoredList identities(
      Contract contract, List<Integer> fields, Iterator<InternalRow> rows) {
    StoredValues values = new StoredValues(contract, fields);
    IdentityReader reader = new IdentityReader(contract, values);
    StoredList list = new StoredList();
    while (rows.hasNext()) {
      values.of(rows.next());
      list.add(reader.read());
    }
    return list.trimmed();
  }

  private void payloads(Consumer<Added> to) {
    List<Integer> fields = IntStream.range(0, contract.fields().size()).boxed().toList();
    Contract agreed = contract;
    collect(rows, fields, part -> List.of(payloads(agreed, fields, part)).iterator(), 0, to);
  }

  private static Added payloads(
      Contract contract, List<Integer> fields, Iterator<InternalRow> rows) {
    StoredValues values = new StoredValues(contract, fields);
    IdentityReader reader = new IdentityReader(contract, values);
    PayloadReader payload = new PayloadReader(contract, values);
    NewIdentities identities = new NewIdentities(Seen.NOTHING);
    while (rows.hasNext()) {
      values.of(rows.next());
      identities.keep(reader.read(), payload.read());
    }
    return identities.added();
  }

  private <T> void collect(
      Dataset<Row> from,
      List<Integer> fields,
      FlatMapFunction<Iterator<InternalRow>, T> part,
      long total,
      Consumer<T> to) {
    Column[] columns =
        new StoredValues(contract, fields)
            .columns().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
    JavaRDD<T> parts =
        from.select(columns).queryExecution().toRdd().toJavaRDD().mapPartitions(part);
    int partitions = parts.getNumPartitions();
    long each = Math.max(1, total / Math.max(1, partitions));
    int wave = (int) Math.max(1, Math.min(WAVE, WAVE_ROWS / each));
    for (int first = 0; first < partitions; first += wave) {
      int[] its = IntStream.range(first, Math.min(first + wave, partitions)).toArray();
      for (List<T> collected : parts.collectPartitions(its)) {
        collected.forEach(to);
      }
    }
  }

  /** The named fields, the event time where ids are known by it, and what fills them in. */
  private List<Integer> withSources(List<String> key) {
    List<String> names = new ArrayList<>(key);
    if (contract.duplicatesBucketMicros() > 0) {
      names.add(contract.eventTime());
    }
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
