package io.sluice.derive;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.sluice.failure.NotReadyException;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.market.CandleInterval;
import io.sluice.market.Range;
import io.sluice.market.Ranges;
import io.sluice.market.TradeColumns;
import io.sluice.state.DerivedState;
import io.sluice.state.Micros;
import io.sluice.state.Snapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The closed minutes whose trades are no longer those that the bars were built from; kept in memory
 * until closed.
 *
 * <p>Where trades were only appended since, these are the minutes of the appended ones. After a
 * rollback, an UPDATE or a DELETE, and where the chain of snapshots has a gap, the files of the two
 * states are compared: only files in one of them are read, and rows that are in both, as after a
 * compaction, cancel out.
 */
final class ChangedMinutes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangedMinutes.class);

  private final Dataset<Row> minutes;
  private final NavigableSet<Long> months;

  private ChangedMinutes(Dataset<Row> minutes, NavigableSet<Long> months) {
    this.minutes = minutes;
    this.months = months;
  }

  private static ChangedMinutes of(Dataset<Row> changed) {
    Dataset<Row> minutes = changed.persist();
    return new ChangedMinutes(
        minutes,
        new TreeSet<>(
            minutes
                .select(functions.unix_micros(functions.date_trunc("month", time())))
                .distinct()
                .as(Encoders.LONG())
                .collectAsList()));
  }

  private static Column time() {
    return functions.timestamp_micros(col("minute"));
  }

  /** No minute: nothing was closed, or the trades are the same. */
  static ChangedMinutes none(Lake lake) {
    return new ChangedMinutes(
        lake.spark().createDataFrame(List.<Row>of(), CandleRows.MINUTE), new TreeSet<>());
  }

  /**
   * The minutes before {@code last}'s closed-through.
   *
   * @param last what the bars were built from
   * @param now the trades as they are now
   * @param bars as published so far
   */
  static ChangedMinutes since(
      Lake lake, String dataset, DerivedState last, Frozen now, Frozen bars, FileReader reader) {
    long closed = last.closedThroughMicros();
    if (Snapshots.onlyAppendedSince(now.table(), last.sourceSnapshotId())) {
      Dataset<Row> appended =
          lake.spark()
              .read()
              .option(SparkReadOptions.START_SNAPSHOT_ID, last.sourceSnapshotId())
              .option(SparkReadOptions.END_SNAPSHOT_ID, now.table().currentSnapshot().snapshotId())
              .format("iceberg")
              .load(now.name());
      return of(minutesOf(appended.where(before(closed))).distinct());
    }
    Frozen then;
    try {
      then = lake.frozen(dataset, References.STAGING, last.sourceHash());
    } catch (NotReadyException e) {
      LOG.warn("The trades that the bars were built from are gone; rebuilding all bars", e);
      return of(
          minutesOf(lake.spark().table(now.name()).where(before(closed)))
              .union(minutesOfBars(lake.spark().table(bars.name())))
              .distinct());
    }
    Map<String, FileScanTask> removed = files(then, closed);
    Map<String, FileScanTask> added = files(now, closed);
    List<String> both = removed.keySet().stream().filter(added::containsKey).toList();
    both.forEach(removed::remove);
    both.forEach(added::remove);
    LOG.info(
        "Trades on staging were not only appended: {} files are gone, {} are new",
        removed.size(),
        added.size());
    Dataset<Row> gone = reader.stage(then, List.copyOf(removed.values())).where(before(closed));
    Dataset<Row> come = reader.stage(now, List.copyOf(added.values())).where(before(closed));
    return of(differing(signed(gone, -1).union(signed(come, 1))));
  }

  private static Column before(long micros) {
    return col(TradeColumns.EVENT_TIME).lt(lit(Micros.instant(micros)));
  }

  /** By the file and what is deleted from it. */
  private static Map<String, FileScanTask> files(Frozen trades, long beforeMicros) {
    Map<String, FileScanTask> files = new LinkedHashMap<>();
    for (FileScanTask task :
        FileReader.plan(trades, Expressions.lessThan(TradeColumns.EVENT_TIME, beforeMicros))) {
      String deletes =
          task.deletes().stream()
              .map(ContentFile::location)
              .sorted()
              .collect(Collectors.joining(" "));
      files.put(task.file().location() + " " + deletes, task);
    }
    return files;
  }

  private static Column minute(String timeColumn) {
    Column micros = functions.unix_micros(col(timeColumn));
    return micros.minus(functions.pmod(micros, lit(CandleInterval.MINUTE_MICROS))).as("minute");
  }

  private static Dataset<Row> minutesOf(Dataset<Row> trades) {
    return trades.select(
        col(TradeColumns.EXCHANGE), col(TradeColumns.SYMBOL), minute(TradeColumns.EVENT_TIME));
  }

  private static Dataset<Row> minutesOfBars(Dataset<Row> bars) {
    return bars.where(col("interval").equalTo("1m"))
        .select(col("exchange"), col("symbol"), minute("open_time"));
  }

  /** Each trade as two hashes of all that its bar is made from, and whether it came or went. */
  private static Dataset<Row> signed(Dataset<Row> trades, int sign) {
    Column[] bar = {
      functions.unix_micros(col(TradeColumns.EVENT_TIME)),
      coalesce(col(TradeColumns.SEQUENCE), col("_offset")),
      col("_kafka_partition"),
      col("_offset"),
      col(TradeColumns.PRICE),
      col(TradeColumns.QUANTITY),
      coalesce(col(TradeColumns.SIDE).equalTo(TradeColumns.BUY), lit(false))
    };
    Column[] salted = new Column[bar.length + 1];
    salted[0] = lit("salt");
    System.arraycopy(bar, 0, salted, 1, bar.length);
    return trades.select(
        col(TradeColumns.EXCHANGE),
        col(TradeColumns.SYMBOL),
        minute(TradeColumns.EVENT_TIME),
        lit(sign).as("sign"),
        xxhash64(bar).cast("decimal(20,0)").multiply(sign).as("one"),
        xxhash64(salted).cast("decimal(20,0)").multiply(sign).as("other"));
  }

  /** Sums, as rows may be there more than once; exact ones, as equal halves must cancel out. */
  private static Dataset<Row> differing(Dataset<Row> signed) {
    return signed
        .groupBy(col(TradeColumns.EXCHANGE), col(TradeColumns.SYMBOL), col("minute"))
        .agg(sum("sign").as("sign"), sum("one").as("one"), sum("other").as("other"))
        .where(col("sign").notEqual(0).or(col("one").notEqual(0)).or(col("other").notEqual(0)))
        .select(col(TradeColumns.EXCHANGE), col(TradeColumns.SYMBOL), col("minute"));
  }

  /** When the calendar months open that have such minutes. */
  NavigableSet<Long> months() {
    return months;
  }

  /** The minutes in a range, as exchange, symbol, minute in µs. */
  Dataset<Row> in(Range range) {
    return minutes.where(
        col("minute").geq(range.fromMicros()).and(col("minute").lt(range.toMicros())));
  }

  /** The whole days that the minutes lie in. */
  static Ranges days(Dataset<Row> minutes) {
    Column micros = col("minute");
    List<Range> days = new ArrayList<>();
    minutes
        .select(micros.minus(functions.pmod(micros, lit(CandleInterval.DAY_MICROS))))
        .distinct()
        .as(Encoders.LONG())
        .collectAsList()
        .forEach(day -> days.add(new Range(day, day + CandleInterval.DAY_MICROS)));
    return Ranges.of(days);
  }

  /** The trades of the minutes. */
  static Dataset<Row> trades(Dataset<Row> trades, Dataset<Row> minutes, Ranges days) {
    return trades
        .where(TimeFilters.in(days, TradeColumns.EVENT_TIME))
        .withColumn("minute", minute(TradeColumns.EVENT_TIME))
        .join(
            minutes,
            new String[] {TradeColumns.EXCHANGE, TradeColumns.SYMBOL, "minute"},
            "left_semi")
        .drop("minute");
  }

  @Override
  public void close() {
    minutes.unpersist();
  }
}
