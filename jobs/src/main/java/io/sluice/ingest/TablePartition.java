package io.sluice.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.util.SerializableFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;

/** Which partition of its table a row belongs to. */
final class TablePartition implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Part> parts = new ArrayList<>();

  /** One field of the partitioning: where its column is, and what is made of it. */
  private record Part(int place, DataType type, SerializableFunction<Object, Object> transform)
      implements Serializable {
    Object of(InternalRow row) {
      if (row.isNullAt(place)) {
        return transform.apply(null);
      }
      Object value = row.get(place, type);
      if (value instanceof UTF8String text) {
        return transform.apply(text.toString());
      }
      return transform.apply(value instanceof Decimal decimal ? decimal.toJavaBigDecimal() : value);
    }
  }

  TablePartition(Table table) {
    Schema schema = table.schema();
    PartitionSpec spec = table.spec();
    for (PartitionField field : spec.fields()) {
      int place = schema.columns().indexOf(schema.findField(field.sourceId()));
      Type type = schema.findType(field.sourceId());
      parts.add(new Part(place, SparkSchemaUtil.convert(type), bound(field, type)));
    }
  }

  @SuppressWarnings("unchecked") // A transform takes what its column holds.
  private static SerializableFunction<Object, Object> bound(PartitionField field, Type type) {
    return (SerializableFunction<Object, Object>)
        (SerializableFunction<?, ?>) field.transform().bind(type);
  }

  /** Equal for rows of one partition. */
  List<Object> of(InternalRow row) {
    List<Object> values = new ArrayList<>(parts.size());
    for (Part part : parts) {
      values.add(part.of(row));
    }
    return values;
  }
}
