package io.sluice.derive;

import io.sluice.contract.EmptyBars;
import io.sluice.market.BarBuilder;
import io.sluice.market.Candle;
import io.sluice.market.CandleRevision;
import io.sluice.market.NeededBars;
import io.sluice.market.Range;
import io.sluice.market.Ranges;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Runs the pure revision of bars for every symbol: parts of bars and published bars meet here.
 *
 * @param all the time that is in question for every symbol; marks among the parts add minutes
 * @param closedFromMicros up to when bars were closed before
 * @param untilMicros up to when bars are brought up to date
 */
record CandleRevisions(
    Range all, long closedFromMicros, long untilMicros, EmptyBars emptyBars, String reason)
    implements Serializable {
  private static final StructType SYMBOL =
      new StructType().add("exchange", DataTypes.StringType).add("symbol", DataTypes.StringType);

  /** The bars to write; both inputs begin with exchange and symbol. */
  Dataset<Row> changes(Dataset<Row> parts, Dataset<Row> existing) {
    MapFunction<Row, Row> symbol = row -> RowFactory.create(row.get(0), row.get(1));
    Encoder<Row> key = Encoders.row(SYMBOL);
    CoGroupFunction<Row, Row, Row, Row> revise = this::revise;
    return parts
        .groupByKey(symbol, key)
        .cogroup(existing.groupByKey(symbol, key), revise, Encoders.row(CandleRows.CHANGES));
  }

  private Iterator<Row> revise(Row symbol, Iterator<Row> parts, Iterator<Row> existing) {
    Map<Long, BarBuilder> bars = new TreeMap<>();
    List<Range> minutes = new ArrayList<>(List.of(all));
    while (parts.hasNext()) {
      Row part = parts.next();
      if (BarParts.isMark(part)) {
        minutes.add(Range.minute(BarParts.minute(part)));
      } else {
        bars.merge(
            BarParts.minute(part),
            BarParts.bar(part),
            (bar, other) -> {
              bar.merge(other);
              return bar;
            });
      }
    }
    List<Candle> rebuilt = new ArrayList<>(bars.size());
    bars.forEach(
        (minute, bar) ->
            rebuilt.add(bar.toCandle(symbol.getString(0), symbol.getString(1), minute)));
    Ranges inQuestion = Ranges.of(minutes);
    NeededBars needed = NeededBars.of(inQuestion, emptyBars, untilMicros);
    List<Candle> published = new ArrayList<>();
    while (existing.hasNext()) {
      Candle bar = CandleRows.candle(existing.next());
      if (needed.hold(bar.interval(), bar.openTimeMicros())) {
        published.add(bar);
      }
    }
    CandleRevision.Result result =
        CandleRevision.revise(
            new CandleRevision.Request(
                published, rebuilt, inQuestion, closedFromMicros, untilMicros, emptyBars, reason));
    List<Row> changes = new ArrayList<>();
    result.added().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.ADDED)));
    result.revised().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.REVISED)));
    result.removed().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.REMOVED)));
    result.copies().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.COPY)));
    result.single().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.SINGLE)));
    return changes.iterator();
  }
}
