package io.sluice.bench.chaos;

import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares the tables on main, row by row, with what was sent. */
final class RowChecks {
  private static final int EXAMPLES = 5;

  private final Lake lake;
  private final Sent sent;
  private final boolean flat;

  /**
   * Checks of one lake.
   *
   * @param flat whether minutes without trades have a bar
   */
  RowChecks(Lake lake, Sent sent, boolean flat) {
    this.lake = lake;
    this.sent = sent;
    this.flat = flat;
  }

  List<Check> run(long recordsSent) {
    List<Check> checks = new ArrayList<>();
    trades(checks);
    quarantine(checks);
    counts(checks, recordsSent);
    offsets(checks);
    bars(checks);
    return checks;
  }

  private Dataset<Row> sql(String query) {
    return lake.spark()
        .sql(
            query
                .replace("{trades}", lake.name("trades", References.MAIN))
                .replace("{quarantine}", lake.name("trades_quarantine", References.MAIN))
                .replace("{candles}", lake.name("candles", References.MAIN)));
  }

  private void trades(List<Check> checks) {
    Tally<TradeRow> published = new Tally<>();
    for (Row row :
        sql("SELECT exchange, symbol, trade_id, price, quantity, side, event_time FROM {trades}")
            .collectAsList()) {
      published.add(
          new TradeRow(
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getDecimal(3),
              row.getDecimal(4),
              row.getString(5),
              ChronoUnit.MICROS.between(Instant.EPOCH, row.getTimestamp(6).toInstant())));
    }
    Tally<TradeRow> wanted = sent.rows();
    checks.add(Check.equal("trades on main", wanted.size(), published.size(), List.of()));
    checks.add(
        Check.none(
            "trades missing", wanted.notIn(published), wanted.examplesNotIn(published, EXAMPLES)));
    checks.add(
        Check.none(
            "trades too many", published.notIn(wanted), published.examplesNotIn(wanted, EXAMPLES)));
    checks.add(Check.none("trades twice", published.repeated(), List.of()));
  }

  private void quarantine(List<Check> checks) {
    Tally<ByteBuffer> refused = new Tally<>();
    for (Row row : sql("SELECT value FROM {quarantine}").collectAsList()) {
      refused.add(Sent.bytes(row.isNullAt(0) ? null : row.<byte[]>getAs(0)));
    }
    Tally<ByteBuffer> wanted = sent.refused();
    checks.add(Check.equal("quarantined on main", wanted.size(), refused.size(), List.of()));
    checks.add(Check.none("quarantined bytes missing", wanted.notIn(refused), List.of()));
    checks.add(Check.none("quarantined bytes too many", refused.notIn(wanted), List.of()));
  }

  private void counts(List<Check> checks, long recordsSent) {
    IngestCounts counts =
        IngestState.of(lake.table("trades", References.MAIN))
            .map(IngestState::counts)
            .orElse(IngestCounts.ZERO);
    checks.add(Check.equal("records sent", sent.records(), recordsSent, List.of()));
    checks.add(Check.equal("read", sent.records(), counts.read(), List.of()));
    checks.add(Check.equal("accepted", sent.rows().size(), counts.accepted(), List.of()));
    checks.add(Check.equal("quarantined", sent.refused().size(), counts.quarantined(), List.of()));
    checks.add(Check.equal("duplicate", sent.duplicates(), counts.duplicate(), List.of()));
    checks.add(
        Check.equal(
            "read = accepted + quarantined + duplicate",
            counts.read(),
            counts.accepted() + counts.quarantined() + counts.duplicate(),
            List.of()));
  }

  private void offsets(List<Check> checks) {
    List<Row> twice =
        sql("SELECT _topic, _kafka_partition, _offset, count(*) FROM ("
                + "SELECT _topic, _kafka_partition, _offset FROM {trades} UNION ALL "
                + "SELECT _topic, _kafka_partition, _offset FROM {quarantine}) "
                + "GROUP BY 1, 2, 3 HAVING count(*) > 1")
            .collectAsList();
    checks.add(Check.none("offsets twice over trades and quarantine", twice.size(), twice));
  }

  private void bars(List<Check> checks) {
    Map<PlainBars.Key, PlainBars.Bar> wanted = PlainBars.closed(sent.trades(), flat);
    Map<PlainBars.Key, PlainBars.Bar> published = new HashMap<>();
    List<PlainBars.Key> twice = new ArrayList<>();
    for (Row row :
        sql("SELECT `interval`, exchange, symbol, open_time, close_time, open, high, low, close,"
                + " volume, quote_volume, buy_volume, trade_count FROM {candles}")
            .collectAsList()) {
      PlainBars.Key key =
          new PlainBars.Key(row.getString(0), row.getString(1), row.getString(2), instant(row, 3));
      if (published.put(key, bar(row)) != null) {
        twice.add(key);
      }
    }
    List<PlainBars.Key> missing =
        wanted.keySet().stream().filter(k -> !published.containsKey(k)).toList();
    List<PlainBars.Key> extra =
        published.keySet().stream().filter(k -> !wanted.containsKey(k)).toList();
    List<String> differing =
        wanted.keySet().stream()
            .filter(key -> published.containsKey(key))
            .filter(key -> !published.get(key).equals(wanted.get(key)))
            .map(key -> key + ": wanted " + wanted.get(key) + ", is " + published.get(key))
            .toList();
    checks.add(Check.equal("bars on main", wanted.size(), published.size(), List.of()));
    checks.add(Check.none("bars missing", missing.size(), missing));
    checks.add(Check.none("bars too many", extra.size(), extra));
    checks.add(Check.none("bars twice", twice.size(), twice));
    checks.add(Check.none("bars that differ from the recomputation", differing.size(), differing));
  }

  private static PlainBars.Bar bar(Row row) {
    return new PlainBars.Bar(
        instant(row, 4),
        amount(row, 5),
        amount(row, 6),
        amount(row, 7),
        amount(row, 8),
        amount(row, 9),
        amount(row, 10),
        amount(row, 11),
        row.getLong(12));
  }

  private static Instant instant(Row row, int column) {
    return row.<Timestamp>getAs(column).toInstant();
  }

  private static BigDecimal amount(Row row, int column) {
    BigDecimal amount = row.getDecimal(column);
    return amount == null ? BigDecimal.valueOf(-1) : amount.stripTrailingZeros();
  }
}
