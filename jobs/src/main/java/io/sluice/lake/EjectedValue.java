package io.sluice.lake;

import static org.apache.spark.sql.functions.col;

import io.sluice.contract.Contract;
import io.sluice.contract.Field;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** A row that was accepted and later ejected, as the quarantine holds it: JSON, and back. */
public final class EjectedValue {
  /** What a reason starts with that an audit gave; the rule follows. */
  public static final String REASON = "audit:";

  private static final Map<String, String> JSON =
      Map.of("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX");

  private EjectedValue() {}

  /** The contract's fields of a row of the dataset's table, as bytes. */
  public static Column of(Contract contract) {
    Column[] fields =
        Stream.concat(contract.fields().stream().map(Field::name), Stream.of(TableSchemas.EXTRA))
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new);
    return functions.to_json(functions.struct(fields), JSON).cast("binary");
  }

  /** The ejected rows of a quarantine, with the contract's fields and where they came from. */
  public static Dataset<Row> rows(Dataset<Row> quarantine, Contract contract) {
    StructType fields = new StructType();
    StructType table = SparkSchemaUtil.convert(TableSchemas.dataset(contract));
    for (Field field : contract.fields()) {
      fields = fields.add(table.apply(field.name()));
    }
    return quarantine
        .where(col("reason").startsWith(REASON))
        .select(
            functions.from_json(col("value").cast("string"), fields, JSON).as("row"),
            col("_topic"),
            col("_kafka_partition"),
            col("_offset"))
        .select("row.*", "_topic", "_kafka_partition", "_offset");
  }
}
