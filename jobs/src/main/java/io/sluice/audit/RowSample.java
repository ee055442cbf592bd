package io.sluice.audit;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import io.sluice.contract.FieldType;
import io.sluice.lake.TableSchemas;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Conversions;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.functions;

/**
 * Some rows of the increment, the same ones for the same seed: all of them where there are few;
 * else those of randomly chosen blocks of neighbouring offsets, so that few places of the topic are
 * to be read. Rows of both tables come from one job, and no more is read than some files.
 */
final class RowSample implements Serializable {
  /** Rows compared in one audit, dataset and quarantine together, about. */
  static final int ROWS = 200;

  /** Rows read for that; a file is read as a whole. */
  private static final long MOST_READ = 250_000;

  private static final int BLOCK_BITS = 4;

  /** Places of the topic that are read. */
  private static final int BLOCKS = 50;

  private static final long serialVersionUID = 1L;

  private final long seed;
  private final long oneOf;
  private final TreeMap<Integer, Long> starts = new TreeMap<>();
  private final TreeMap<Integer, Long> ends = new TreeMap<>();

  private RowSample(long seed, long oneOf, AuditScope scope) {
    this.seed = seed;
    this.oneOf = oneOf;
    scope
        .ingest()
        .partitions()
        .forEach(
            (partition, read) -> {
              PartitionState main = scope.publishedIngest().partitions().get(partition);
              starts.put(partition, main == null ? read.start() : main.end());
              ends.put(partition, read.end());
            });
  }

  /** The sample of a scope's increment. */
  static List<SampledRow> of(AuditScope scope, long seed) {
    String table = scope.tables().rows();
    String quarantine = scope.tables().quarantine();
    List<DataFile> files = chosen(scope, table, seed);
    List<DataFile> refusedFiles = chosen(scope, quarantine, seed);
    long held = rows(files) + rows(refusedFiles);
    if (held == 0) {
      return List.of();
    }
    IngestCounts delta = scope.ingest().counts().minus(scope.publishedIngest().counts());
    long rows = Math.min(held, Math.max(1, delta.accepted() + delta.quarantined()));
    RowSample sample = new RowSample(seed, (rows + ROWS - 1) / ROWS, scope);
    List<JavaRDD<SampledRow>> parts = new ArrayList<>();
    if (!files.isEmpty()) {
      Dataset<Row> all = scope.reader().read(scope.candidate(table), files);
      parts.add(sample.accepted(scope.contract(), all));
    }
    if (!refusedFiles.isEmpty()) {
      Dataset<Row> all = scope.reader().read(scope.candidate(quarantine), refusedFiles);
      parts.add(sample.refused(all));
    }
    return sample.bounded(parts.stream().reduce(JavaRDD::union).orElseThrow().collect());
  }

  private List<SampledRow> bounded(List<SampledRow> rows) {
    if (oneOf == 1) {
      return rows;
    }
    SortedMap<Long, List<SampledRow>> blocks = new TreeMap<>();
    for (SampledRow row : rows) {
      blocks
          .computeIfAbsent(rank(row.partition(), row.offset()), rank -> new ArrayList<>())
          .add(row);
    }
    return blocks.values().stream().limit(BLOCKS).flatMap(List::stream).toList();
  }

  private static long rows(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::recordCount).sum();
  }

  /** Some of the added files that can hold rows which main has not read. */
  private static List<DataFile> chosen(AuditScope scope, String table, long seed) {
    Schema schema = scope.candidate(table).table().schema();
    List<DataFile> files = new ArrayList<>();
    for (DataFile file : scope.diff(table).added()) {
      if (!isOld(file, schema, scope.publishedIngest())) {
        files.add(file);
      }
    }
    files.sort(Comparator.comparing(DataFile::location));
    Collections.shuffle(files, new Random(seed));
    List<DataFile> some = new ArrayList<>();
    long rows = 0;
    for (DataFile file : files) {
      if (some.isEmpty() || rows + file.recordCount() <= MOST_READ) {
        some.add(file);
        rows += file.recordCount();
      }
    }
    return some;
  }

  private static boolean isOld(DataFile file, Schema schema, IngestState published) {
    Object first = bound(file.lowerBounds(), schema, "_kafka_partition");
    Object last = bound(file.upperBounds(), schema, "_kafka_partition");
    Object offset = bound(file.upperBounds(), schema, "_offset");
    return first instanceof Integer partition
        && first.equals(last)
        && offset instanceof Long newest
        && published.partitions().containsKey(partition)
        && newest < published.partitions().get(partition).end();
  }

  private static Object bound(Map<Integer, ByteBuffer> bounds, Schema schema, String column) {
    var field = schema.findField(column);
    ByteBuffer value = bounds == null ? null : bounds.get(field.fieldId());
    return value == null ? null : Conversions.fromByteBuffer(field.type(), value);
  }

  /** Rows of a block of offsets have the same one. */
  private long rank(int partition, long offset) {
    long mixed = seed ^ (partition * 0x9E3779B97F4A7C15L);
    mixed = (mixed ^ (offset >> BLOCK_BITS)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 31)) * 0x94D049BB133111EBL;
    return (mixed ^ (mixed >>> 29)) & Long.MAX_VALUE;
  }

  private boolean has(int partition, long offset) {
    return offset >= starts.getOrDefault(partition, Long.MAX_VALUE)
        && offset < ends.get(partition)
        && rank(partition, offset) % oneOf == 0;
  }

  private JavaRDD<SampledRow> accepted(Contract contract, Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    List<FieldType> types = new ArrayList<>();
    for (Field field : contract.fields()) {
      Column column = functions.col(field.name());
      boolean time = field.type().kind() == FieldType.Kind.TIMESTAMP;
      columns.add(time ? functions.unix_micros(column) : column);
      types.add(field.type());
    }
    for (String text : List.of(TableSchemas.EXTRA, "_topic")) {
      columns.add(functions.col(text));
      types.add(FieldType.of(FieldType.Kind.STRING));
    }
    columns.add(functions.unix_micros(functions.col("_broker_time")));
    types.add(FieldType.of(FieldType.Kind.TIMESTAMP));
    return sampled(rows, columns, false, row -> values(row, types.toArray(FieldType[]::new)));
  }

  private JavaRDD<SampledRow> refused(Dataset<Row> rows) {
    List<Column> columns =
        List.of(
            functions.col("reason"),
            functions.col("key"),
            functions.col("value"),
            functions.col("headers"),
            functions.col("_topic"),
            functions.unix_micros(functions.col("_broker_time")));
    return sampled(rows, columns, true, RowSample::refusedValues);
  }

  /** Reads a row's values, which come after its partition and offset. */
  private interface Values extends Function<InternalRow, List<Object>>, Serializable {}

  private JavaRDD<SampledRow> sampled(
      Dataset<Row> rows, List<Column> values, boolean refused, Values read) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.col("_kafka_partition"));
    columns.add(functions.col("_offset"));
    columns.addAll(values);
    FlatMapFunction<Iterator<InternalRow>, SampledRow> sampling =
        all -> {
          List<SampledRow> some = new ArrayList<>();
          while (all.hasNext()) {
            InternalRow row = all.next();
            if (has(row.getInt(0), row.getLong(1))) {
              some.add(new SampledRow(refused, row.getInt(0), row.getLong(1), read.apply(row)));
            }
          }
          return some.iterator();
        };
    return rows.select(columns.toArray(Column[]::new))
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(sampling);
  }

  private static List<Object> values(InternalRow row, FieldType[] types) {
    Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      int at = i + 2;
      if (!row.isNullAt(at)) {
        values[i] =
            switch (types[i].kind()) {
              case STRING -> row.getUTF8String(at).toString();
              case LONG, TIMESTAMP -> row.getLong(at);
              case DECIMAL ->
                  row.getDecimal(at, types[i].precision(), types[i].scale()).toJavaBigDecimal();
              case DOUBLE -> row.getDouble(at);
              case BOOLEAN -> row.getBoolean(at);
            };
      }
    }
    return Arrays.asList(values);
  }

  private static List<Object> refusedValues(InternalRow row) {
    List<Records.Header> headers = new ArrayList<>();
    if (!row.isNullAt(5)) {
      ArrayData all = row.getArray(5);
      for (int i = 0; i < all.numElements(); i++) {
        InternalRow header = all.getStruct(i, 2);
        headers.add(
            new Records.Header(
                header.getUTF8String(0).toString(),
                header.isNullAt(1) ? null : header.getBinary(1)));
      }
    }
    return Arrays.asList(
        row.getUTF8String(2).toString(),
        row.isNullAt(3) ? null : row.getBinary(3),
        row.isNullAt(4) ? null : row.getBinary(4),
        headers,
        row.getUTF8String(6).toString(),
        row.getLong(7));
  }
}
