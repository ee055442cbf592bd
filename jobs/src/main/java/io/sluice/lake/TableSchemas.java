package io.sluice.lake;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import io.sluice.contract.FieldType;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The columns of every table in the lake. All timestamps are UTC with microseconds. */
public final class TableSchemas {
  /** Unknown fields of a record, kept as the JSON object they came in. */
  public static final String EXTRA = "_extra";

  private TableSchemas() {}

  /** The contract's fields, {@code _extra}, and where each row came from. */
  public static Schema dataset(Contract contract) {
    Columns columns = new Columns();
    for (Field field : contract.fields()) {
      columns.add(field.name(), type(field.type()), field.required(), field.description());
    }
    columns.optional(EXTRA, Types.StringType.get(), "unknown fields, as JSON");
    columns.origin();
    return columns.schema();
  }

  /** Records that the contract refused, unchanged, with the reason. */
  public static Schema quarantine() {
    Columns columns = new Columns();
    columns.required("dataset", Types.StringType.get(), "whose contract refused the record");
    columns.required("reason", Types.StringType.get(), "what is wrong, one word of a fixed list");
    columns.optional("field", Types.StringType.get(), "the field at fault; null: the whole record");
    columns.optional("detail", Types.StringType.get(), "for people");
    columns.optional("key", Types.BinaryType.get(), "the Kafka key's bytes");
    columns.optional(
        "value", Types.BinaryType.get(), "the Kafka value's bytes; null: a null value");
    int element = columns.next();
    int key = columns.next();
    int value = columns.next();
    columns.optional(
        "headers",
        Types.ListType.ofRequired(
            element,
            Types.StructType.of(
                NestedField.required(key, "key", Types.StringType.get()),
                NestedField.optional(value, "value", Types.BinaryType.get()))),
        "the Kafka headers");
    columns.origin();
    return columns.schema();
  }

  /** One row for each check of each audit; see {@code docs/design.md}, "Evidence". */
  public static Schema audits() {
    Columns columns = new Columns();
    columns.required("audit_id", Types.StringType.get(), "one id for all rows of one audit");
    columns.required("publish", Types.LongType.get(), "N of candidate-N and publish-N");
    columns.required("staging_hash", Types.StringType.get(), "head of staging at the cut");
    columns.required("audited_at", Types.TimestampType.withZone(), "when the audit ended");
    columns.required("dataset", Types.StringType.get(), "the table checked");
    columns.required("rule", Types.StringType.get(), "what was checked");
    columns.required("slice", Types.StringType.get(), "which rows: key and time range");
    columns.required("observed", Types.StringType.get(), "what was found");
    columns.required("allowed", Types.StringType.get(), "what would pass");
    columns.required("passed", Types.BooleanType.get(), "whether it passed");
    columns.optional("status", Types.StringType.get(), "passed, failed or not checked");
    return columns.schema();
  }

  private static Type type(FieldType type) {
    return switch (type.kind()) {
      case STRING -> Types.StringType.get();
      case LONG -> Types.LongType.get();
      case DECIMAL -> Types.DecimalType.of(type.precision(), type.scale());
      case DOUBLE -> Types.DoubleType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
    };
  }

  /** Numbers the columns as they are added. */
  private static final class Columns {
    private final List<NestedField> fields = new ArrayList<>();
    private int last;

    int next() {
      return ++last;
    }

    void add(String name, Type type, boolean required, String doc) {
      fields.add(
          required
              ? NestedField.required(next(), name, type, doc)
              : NestedField.optional(next(), name, type, doc));
    }

    void required(String name, Type type, String doc) {
      add(name, type, true, doc);
    }

    void optional(String name, Type type, String doc) {
      add(name, type, false, doc);
    }

    void origin() {
      required("_topic", Types.StringType.get(), "Kafka topic");
      required("_kafka_partition", Types.IntegerType.get(), "Kafka partition");
      required("_offset", Types.LongType.get(), "Kafka offset");
      required("_broker_time", Types.TimestampType.withZone(), "the Kafka record's timestamp");
      required("_ingest_time", Types.TimestampType.withZone(), "when ingest read the record");
      required("_source", Types.StringType.get(), "which Kafka cluster");
    }

    Schema schema() {
      return new Schema(fields);
    }
  }
}
