package io.sluice.audit;

import io.sluice.contract.Contract;
import io.sluice.contract.DuplicatesPolicy;
import io.sluice.market.TradeColumns;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One pass over files of a table: Spark evaluates the conditions into bits, in the loop that reads
 * the columns; each task folds its rows into {@link FileFigures}, a file at a time.
 */
final class RowFold implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BITS = 63;
  private static final long MINUTE = 60_000_000L;
  private static final int FILE = 0;
  private static final int PARTITION = 1;
  private static final int OFFSET = 2;
  private static final int OF_TOPIC = 3;
  private static final int MASKS = 4;

  private final int conditions;
  private final int leading;
  private final boolean bucketed;
  private final MinuteFilter minutes;
  private final int identityAt;
  private final int mostBars;
  private final int barsAt;
  private final int priceDigits;
  private final int priceScale;
  private final int quantityDigits;
  private final int quantityScale;
  private final transient List<Column> columns = new ArrayList<>();

  private RowFold(String topic, List<RowCondition> conditions, Dataset<Row> rows, Wanted wanted) {
    Contract contract = wanted.contract();
    this.conditions = conditions.size();
    this.minutes = wanted.minutes();
    columns.add(functions.col("_file"));
    columns.add(functions.col("_kafka_partition"));
    columns.add(functions.col("_offset"));
    columns.add(functions.expr(Offsets.ofTopic(topic)));
    masks(conditions);
    this.leading = contract.key().size() - 1;
    this.bucketed = contract.duplicates() == DuplicatesPolicy.WITHIN_LATENESS;
    this.identityAt = wanted.identities() ? columns.size() : -1;
    if (wanted.identities()) {
      KeyUnique.leading(contract).forEach(this::text);
      columns.add(KeyUnique.id(contract).cast("string"));
      columns.add(KeyUnique.number(contract));
      columns.add(bucketed ? KeyUnique.bucket(contract) : functions.lit(0L));
    }
    this.mostBars = wanted.bars();
    this.barsAt = mostBars > 0 ? columns.size() : -1;
    if (mostBars > 0) {
      text(TradeColumns.EXCHANGE);
      text(TradeColumns.SYMBOL);
      columns.add(functions.unix_micros(functions.col(TradeColumns.EVENT_TIME)));
      columns.add(functions.expr("coalesce(%s, _offset)".formatted(TradeColumns.SEQUENCE)));
      columns.add(functions.col(TradeColumns.PRICE));
      columns.add(functions.col(TradeColumns.QUANTITY));
      columns.add(functions.expr("%s <=> '%s'".formatted(TradeColumns.SIDE, TradeColumns.BUY)));
    }
    this.priceDigits = mostBars > 0 ? decimal(rows, TradeColumns.PRICE).precision() : 0;
    this.priceScale = mostBars > 0 ? decimal(rows, TradeColumns.PRICE).scale() : 0;
    this.quantityDigits = mostBars > 0 ? decimal(rows, TradeColumns.QUANTITY).precision() : 0;
    this.quantityScale = mostBars > 0 ? decimal(rows, TradeColumns.QUANTITY).scale() : 0;
  }

  /**
   * What is gathered beside offsets and conditions.
   *
   * @param identities those of the contract's key
   * @param bars of how many minutes a file at most what their trades make; 0: of none
   */
  record Wanted(Contract contract, boolean identities, int bars, MinuteFilter minutes) {}

  /** The figures of these rows' files, yet to be computed: a file may come from several tasks. */
  static JavaRDD<OfFile> of(
      Dataset<Row> rows, String topic, List<RowCondition> conditions, Wanted wanted) {
    RowFold fold = new RowFold(topic, conditions, rows, wanted);
    FlatMapFunction<Iterator<InternalRow>, OfFile> folding = fold::fold;
    return rows.select(fold.columns.toArray(Column[]::new))
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(folding);
  }

  /** Figures with the location of their file. */
  record OfFile(String file, FileFigures figures) implements Serializable {}

  private static DecimalType decimal(Dataset<Row> rows, String column) {
    return (DecimalType) rows.schema().apply(column).dataType();
  }

  private void text(String column) {
    columns.add(functions.col(column).cast("string"));
  }

  private void masks(List<RowCondition> conditions) {
    for (int from = 0; from < conditions.size(); from += BITS) {
      StringBuilder mask = new StringBuilder();
      int to = Math.min(conditions.size(), from + BITS);
      for (int i = from; i < to; i++) {
        mask.append(i == from ? "" : " | ")
            .append("IF(%s, %dL, 0L)".formatted(conditions.get(i).badRow(), 1L << (i - from)));
      }
      columns.add(functions.expr(mask.toString()).as("mask" + from));
    }
  }

  private Iterator<OfFile> fold(Iterator<InternalRow> rows) {
    Map<UTF8String, FileFigures> files = new HashMap<>();
    UTF8String file = UTF8String.EMPTY_UTF8;
    FileFigures figures = null;
    Leading key = new Leading(leading);
    CurrentMinutes current = null;
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      UTF8String of = row.getUTF8String(FILE);
      if (!of.equals(file)) {
        file = of.copy();
        figures =
            files.computeIfAbsent(
                file, each -> new FileFigures(conditions, identityAt >= 0, mostBars));
        current = new CurrentMinutes(figures.bars(), minutes);
      }
      if (row.getBoolean(OF_TOPIC)) {
        figures.add(row.getInt(PARTITION), row.getLong(OFFSET));
      } else {
        figures.addForeign();
      }
      conditions(row, figures);
      if (identityAt >= 0 && key.take(row, identityAt)) {
        identity(row, key, figures.identities());
      }
      if (barsAt >= 0) {
        trade(row, current);
      }
    }
    List<OfFile> all = new ArrayList<>();
    files.forEach(
        (name, each) -> {
          each.seal();
          all.add(new OfFile(name.toString(), each));
        });
    return all.iterator();
  }

  private void conditions(InternalRow row, FileFigures figures) {
    for (int from = 0; from < conditions; from += BITS) {
      long mask = row.getLong(MASKS + from / BITS);
      while (mask != 0) {
        figures.addBad(from + Long.numberOfTrailingZeros(mask));
        mask &= mask - 1;
      }
    }
  }

  private void identity(InternalRow row, Leading key, Identities identities) {
    int at = identityAt + leading;
    boolean named = !row.isNullAt(at);
    if (!named && row.isNullAt(at + 1)) {
      return;
    }
    if (bucketed) {
      identities.addWithin(
          key,
          named ? row.getUTF8String(at) : null,
          named ? 0 : row.getLong(at + 1),
          row.getLong(at + 2));
    } else if (named) {
      identities.addId(key, row.getUTF8String(at));
    } else {
      identities.addSequence(key, row.getLong(at + 1));
    }
  }

  private void trade(InternalRow row, CurrentMinutes current) {
    long eventMicros = row.getLong(barsAt + 2);
    MinuteBar bar = current.of(row, barsAt, Math.floorDiv(eventMicros, MINUTE) * MINUTE);
    if (bar != null) {
      bar.add(
          eventMicros,
          row.getLong(barsAt + 3),
          row.getInt(PARTITION),
          row.getLong(OFFSET),
          unscaled(row, barsAt + 4, priceDigits, priceScale),
          unscaled(row, barsAt + 5, quantityDigits, quantityScale),
          row.getBoolean(barsAt + 6));
    }
  }

  private static BigInteger unscaled(InternalRow row, int at, int digits, int scale) {
    return row.getDecimal(at, digits, scale).toJavaBigDecimal().unscaledValue();
  }
}
