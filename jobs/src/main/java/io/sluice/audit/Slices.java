package io.sluice.audit;

import static org.apache.spark.sql.functions.col;

import io.sluice.contract.Contract;
import io.sluice.state.Micros;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Says where bad rows lie: by the key's leading columns and the range of event time. */
final class Slices {
  /** More slices than this are left out of the evidence; the counts still hold them. */
  static final int MOST = 20;

  private final List<String> keys;
  private final String eventTime;

  private Slices(List<String> keys, String eventTime) {
    this.keys = keys;
    this.eventTime = eventTime;
  }

  /** Of the dataset's rows. */
  static Slices of(Contract contract) {
    int leading = Math.max(0, contract.key().size() - 1);
    return new Slices(contract.key().subList(0, leading), contract.eventTime());
  }

  /** Of a table of the contract. */
  static Slices of(Contract contract, String table) {
    return table.equals(contract.dataset())
        ? of(contract)
        : new Slices(List.of("reason"), "_broker_time");
  }

  /** One slice. */
  record Slice(String text, long rows) {}

  /** The slices of these rows, the largest first. */
  List<Slice> of(Dataset<Row> bad) {
    Column[] columns = keys.stream().map(functions::col).toArray(Column[]::new);
    List<Slice> slices = new ArrayList<>();
    for (Row row :
        bad.groupBy(columns)
            .agg(
                functions.count(functions.lit(1)).as("bad_rows"),
                functions.unix_micros(functions.min(eventTime)),
                functions.unix_micros(functions.max(eventTime)))
            .orderBy(col("bad_rows").desc())
            .limit(MOST)
            .collectAsList()) {
      slices.add(slice(row));
    }
    return slices;
  }

  private Slice slice(Row row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < keys.size(); i++) {
      text.append(keys.get(i)).append('=').append(row.get(i)).append(", ");
    }
    int at = keys.size();
    text.append(eventTime).append(' ');
    text.append(row.isNullAt(at + 1) ? "null" : time(row.getLong(at + 1)));
    text.append(" to ");
    text.append(row.isNullAt(at + 2) ? "null" : time(row.getLong(at + 2)));
    return new Slice(text.toString(), row.getLong(at));
  }

  static String time(long micros) {
    return Micros.instant(micros).toString();
  }
}
