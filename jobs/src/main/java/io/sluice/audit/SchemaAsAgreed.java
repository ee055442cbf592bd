package io.sluice.audit;

import io.sluice.lake.LakeInit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.TypeUtil;

/**
 * Each table is as {@code init} makes it from the contract: its columns by id, name, type, required
 * and place, its partitioning, and the properties that decide how rows are kept.
 */
final class SchemaAsAgreed implements Check {
  static final String RULE = "schema_as_agreed";
  static final String COLUMNS = "columns";

  /** The statements of other engines would otherwise take rows out by delete files. */
  private static final List<String> ROW_LEVEL =
      List.of("write.delete.mode", "write.update.mode", "write.merge.mode");

  @Override
  public List<Finding> findings(AuditScope scope) {
    List<Finding> findings = new ArrayList<>();
    for (String name : scope.tables().own()) {
      Table table = scope.candidate(name).table();
      Schema agreed = LakeInit.schema(name, scope.tables(), scope.contract());
      add(findings, name, COLUMNS, columns(table.schema()), columns(fresh(agreed)));
      add(
          findings,
          name,
          "partitioning",
          partitioning(table.spec()),
          partitioning(LakeInit.partitions(name, agreed, scope.tables(), scope.contract())));
      add(findings, name, "properties", properties(table), "copy-on-write of format version 2");
    }
    return findings;
  }

  private static void add(
      List<Finding> findings, String table, String slice, String observed, String agreed) {
    boolean equal = observed.equals(agreed);
    findings.add(
        Finding.of(
            table,
            RULE,
            slice,
            equal ? "as agreed" : observed,
            equal ? "as agreed" : agreed,
            equal));
  }

  /** Iceberg numbers columns as it creates a table: the upper level first, then what is nested. */
  private static Schema fresh(Schema schema) {
    return TypeUtil.assignIncreasingFreshIds(schema);
  }

  private static String columns(Schema schema) {
    StringBuilder text = new StringBuilder();
    for (var column : schema.columns()) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(column.fieldId())
          .append(' ')
          .append(column.name())
          .append(' ')
          .append(column.type())
          .append(column.isRequired() ? " required" : "");
    }
    return text.toString();
  }

  private static String partitioning(PartitionSpec spec) {
    List<String> fields =
        spec.fields().stream()
            .map(field -> spec.schema().findColumnName(field.sourceId()) + " " + field.transform())
            .toList();
    return fields.isEmpty() ? "none" : String.join(", ", fields);
  }

  private static String properties(Table table) {
    Map<String, String> all = table.properties();
    List<String> modes =
        ROW_LEVEL.stream()
            .filter(
                mode ->
                    all.getOrDefault(mode, "copy-on-write")
                        .toLowerCase(Locale.ROOT)
                        .equals("merge-on-read"))
            .map(mode -> mode + " merge-on-read")
            .toList();
    int version = org.apache.iceberg.TableUtil.formatVersion(table);
    if (version == 2 && modes.isEmpty()) {
      return "copy-on-write of format version 2";
    }
    return String.join(", ", modes.isEmpty() ? List.of("format version " + version) : modes);
  }
}
