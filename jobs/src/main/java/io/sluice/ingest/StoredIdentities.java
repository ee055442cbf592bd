package io.sluice.ingest;

import static org.apache.spark.sql.functions.col;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.contract.Field;
import io.sluice.identity.GroupKey;
import io.sluice.identity.IdKind;
import io.sluice.identity.NewIdentities;
import io.sluice.identity.SeenIdentities;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Reads which identities the dataset's table holds: the start of every ingest. */
final class StoredIdentities implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Field> group;
  private final Field id;
  private final boolean sequenced;
  private final long bucketMicros;

  private StoredIdentities(Contract contract) {
    List<String> key = contract.key();
    this.group = key.subList(0, key.size() - 1).stream().map(contract::field).toList();
    this.id = contract.field(key.get(key.size() - 1));
    this.sequenced = contract.sequence().isPresent();
    this.bucketMicros =
        contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS
            ? Math.max(1, contract.lateness().toNanos() / 1_000)
            : 0;
  }

  /** All identities of the table: one read of its key columns. */
  static SeenIdentities read(SparkSession spark, String table, Contract contract) {
    if (contract.duplicates() == DuplicatesPolicy.NONE || contract.key().isEmpty()) {
      return SeenIdentities.NONE;
    }
    StoredIdentities stored = new StoredIdentities(contract);
    Dataset<Row> rows = spark.read().format("iceberg").load(table);
    if (contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS) {
      rows = stored.recent(rows, contract);
    }
    List<Column> columns = new ArrayList<>();
    stored.group.forEach(field -> columns.add(col(field.name())));
    columns.add(col(stored.id.name()));
    columns.add(
        contract
            .sequence()
            // A sequence equal to the offset is taken for one that the decoder filled in.
            .map(name -> functions.when(col(name).notEqual(col("_offset")), col(name)))
            .orElse(functions.lit(null).cast("bigint")));
    columns.add(functions.unix_micros(col(contract.eventTime())));
    SeenIdentities all = SeenIdentities.NONE;
    MapPartitionsFunction<Row, byte[]> collect = stored::collect;
    for (byte[] part :
        rows.select(columns.toArray(Column[]::new))
            .mapPartitions(collect, Encoders.BINARY())
            .collectAsList()) {
      // Under spark-submit these classes are in a loader of their own, not in that of Spark.
      all =
          all.plus(
              org.apache.spark.util.Utils.<SeenIdentities>deserialize(
                  part, SeenIdentities.class.getClassLoader()));
    }
    return all;
  }

  private Dataset<Row> recent(Dataset<Row> rows, Contract contract) {
    Row newest = rows.agg(functions.max(functions.unix_micros(col(contract.eventTime())))).head();
    if (newest.isNullAt(0)) {
      return rows;
    }
    return rows.where(
        functions.unix_micros(col(contract.eventTime())).geq(newest.getLong(0) - 2 * bucketMicros));
  }

  private Iterator<byte[]> collect(Iterator<Row> rows) {
    NewIdentities identities = new NewIdentities(SeenIdentities.NONE);
    GroupKey key = new GroupKey();
    int at = group.size();
    while (rows.hasNext()) {
      Row row = rows.next();
      fill(key, row);
      if (!row.isNullAt(at)) {
        addId(identities, key, row.get(at));
      } else if (sequenced && !row.isNullAt(at + 1)) {
        identities.add(key, IdKind.SEQUENCE, row.getLong(at + 1));
      }
    }
    return List.of(org.apache.spark.util.Utils.serialize(identities.added())).iterator();
  }

  private void fill(GroupKey key, Row row) {
    key.clear();
    for (int i = 0; i < group.size(); i++) {
      switch (group.get(i).type().kind()) {
        case STRING -> addText(key, row.getString(i));
        case DECIMAL -> addText(key, row.getDecimal(i).toPlainString());
        case LONG -> key.add(row.getLong(i));
        case TIMESTAMP -> key.add(micros(row.getTimestamp(i)));
        case BOOLEAN -> key.add(row.getBoolean(i) ? 1 : 0);
        case DOUBLE -> key.add(Double.doubleToLongBits(row.getDouble(i)));
      }
    }
    if (bucketMicros > 0) {
      key.add(Math.floorDiv(row.getLong(group.size() + 2), bucketMicros));
    }
  }

  private static void addId(NewIdentities identities, GroupKey key, Object id) {
    if (id instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (CanonicalLong.matches(bytes, 0, bytes.length)) {
        identities.add(key, IdKind.NUMBER, CanonicalLong.parse(bytes, 0, bytes.length));
      } else {
        identities.add(key, text);
      }
    } else if (id instanceof Long number) {
      identities.add(key, IdKind.NUMBER, number);
    } else if (id instanceof Boolean bool) {
      identities.add(key, IdKind.NUMBER, bool ? 1 : 0);
    } else if (id instanceof java.sql.Timestamp time) {
      identities.add(key, IdKind.NUMBER, micros(time));
    } else if (id instanceof BigDecimal decimal) {
      identities.add(key, decimal.toPlainString());
    } else {
      identities.add(key, String.valueOf(id));
    }
  }

  private static void addText(GroupKey key, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    key.add(bytes, 0, bytes.length);
  }

  private static long micros(java.sql.Timestamp time) {
    return Math.addExact(
        Math.multiplyExact(Math.floorDiv(time.getTime(), 1_000L), 1_000_000L),
        time.getNanos() / 1_000);
  }
}
