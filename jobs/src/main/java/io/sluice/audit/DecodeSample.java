package io.sluice.audit;

import io.sluice.contract.Field;
import io.sluice.failure.NotReadyException;
import io.sluice.lake.EjectedValue;
import io.sluice.lake.TableSchemas;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/**
 * A sample of the increment's rows says what its records say, and a sample of refused records is
 * kept byte for byte: both are read again from Kafka, where the topic still has them.
 */
final class DecodeSample implements Check {
  static final String RULE = "decode_sample";

  /** Places of the topic that are nearer than this are read in one go. */
  private static final long NEAR = 64;

  @Override
  public List<Finding> findings(AuditScope scope) {
    String dataset = scope.tables().rows();
    Snapshot newest = scope.candidate(dataset).table().currentSnapshot();
    long seed = newest == null ? 0 : newest.snapshotId();
    List<SampledRow> rows =
        RowSample.of(scope, seed).stream().filter(row -> !isEjected(row)).toList();
    if (rows.isEmpty()) {
      return List.of(Finding.none(dataset, RULE, Finding.ALL, 0));
    }
    String slice = "sample " + seed;
    Map<String, Records.Found> records = new HashMap<>();
    try {
      scope
          .records()
          .read(
              scope.ingest().topic(),
              scope.ingest().topicId(),
              ranges(rows),
              record -> records.put(record.partition() + "/" + record.offset(), record));
    } catch (NotReadyException e) {
      return List.of(
          Finding.notChecked(
              dataset, RULE, slice, "%d rows: %s".formatted(rows.size(), e.getMessage())));
    }
    return judged(scope, slice, rows, records);
  }

  private static List<Finding> judged(
      AuditScope scope, String slice, List<SampledRow> rows, Map<String, Records.Found> records) {
    String dataset = scope.tables().rows();
    List<Finding> findings = new ArrayList<>();
    long compared = 0;
    long differing = 0;
    for (SampledRow row : rows) {
      Records.Found record = records.get(row.partition() + "/" + row.offset());
      if (record == null) {
        continue;
      }
      compared++;
      Optional<String> difference =
          row.refused() ? refused(scope, row, record) : accepted(scope, row, record);
      if (difference.isPresent() && differing++ < Slices.MOST) {
        findings.add(
            Finding.of(
                row.refused() ? scope.tables().quarantine() : dataset,
                RULE,
                "partition %d, offset %d".formatted(row.partition(), row.offset()),
                difference.get(),
                "as the record says",
                false));
      }
    }
    if (compared > 0) {
      findings.add(
          Finding.of(
              dataset,
              RULE,
              slice,
              "%d of %d rows differ".formatted(differing, compared),
              "= 0",
              differing == 0));
    }
    if (compared < rows.size()) {
      findings.add(
          Finding.notChecked(
              dataset,
              RULE,
              slice,
              "%d of %d rows: the topic does not have their records any more"
                  .formatted(rows.size() - compared, rows.size())));
    }
    return findings;
  }

  /** What was ejected is kept as the row that it was, not as its record. */
  private static boolean isEjected(SampledRow row) {
    return row.refused() && String.valueOf(row.values().get(0)).startsWith(EjectedValue.REASON);
  }

  private static SortedMap<Integer, NavigableMap<Long, Long>> ranges(List<SampledRow> rows) {
    SortedMap<Integer, NavigableMap<Long, Long>> ranges = new TreeMap<>();
    rows.stream()
        .sorted(Comparator.comparingLong(SampledRow::offset))
        .forEach(
            row -> {
              NavigableMap<Long, Long> own =
                  ranges.computeIfAbsent(row.partition(), partition -> new TreeMap<>());
              var last = own.lastEntry();
              boolean near = last != null && row.offset() - last.getValue() <= NEAR;
              own.put(near ? last.getKey() : row.offset(), row.offset() + 1);
            });
    return ranges;
  }

  /** In which column a row is not what its record says. */
  private static Optional<String> accepted(AuditScope scope, SampledRow row, Records.Found record) {
    if (record.value() == null) {
      return Optional.of("a row, but the record has no value");
    }
    List<Field> fields = scope.contract().fields();
    List<Object> values = row.values();
    try {
      RecordAgain again = RecordAgain.of(scope.contract(), record.value());
      for (int i = 0; i < fields.size(); i++) {
        Object said = again.value(fields.get(i), row.offset());
        if (!RecordAgain.same(values.get(i), said)) {
          return Optional.of(differs(fields.get(i).name(), values.get(i), said));
        }
      }
      if (!again.hasUnknown((String) values.get(fields.size()))) {
        return Optional.of(differs(TableSchemas.EXTRA, values.get(fields.size()), again.unknown()));
      }
    } catch (IOException e) {
      return Optional.of("a row, but the record cannot be one: " + e.getMessage());
    }
    return origin(scope, values.get(fields.size() + 1), values.get(fields.size() + 2), record);
  }

  /** In which column a refused record is not kept as it is. */
  private static Optional<String> refused(AuditScope scope, SampledRow row, Records.Found record) {
    List<Object> values = row.values();
    if (!Arrays.equals((byte[]) values.get(1), record.key())) {
      return Optional.of("key is not the record's");
    }
    if (!Arrays.equals((byte[]) values.get(2), record.value())) {
      return Optional.of("value is not the record's");
    }
    if (!sameHeaders((List<?>) values.get(3), record.headers())) {
      return Optional.of("headers are not the record's");
    }
    return origin(scope, values.get(4), values.get(5), record);
  }

  private static boolean sameHeaders(List<?> kept, List<Records.Header> sent) {
    if (kept.size() != sent.size()) {
      return false;
    }
    for (int i = 0; i < sent.size(); i++) {
      if (!sent.get(i).isSameAs((Records.Header) kept.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> origin(
      AuditScope scope, Object topic, Object brokerMicros, Records.Found record) {
    if (!scope.ingest().topic().equals(topic)) {
      return Optional.of(differs("_topic", topic, scope.ingest().topic()));
    }
    Long said = record.timestampMillis() * 1_000;
    return said.equals(brokerMicros)
        ? Optional.empty()
        : Optional.of(differs("_broker_time", brokerMicros, said));
  }

  private static String differs(String column, Object held, Object said) {
    return "%s is %s, the record says %s".formatted(column, shown(held), shown(said));
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    if (value instanceof BigDecimal number) {
      text = number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
