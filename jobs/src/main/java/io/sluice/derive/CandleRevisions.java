package io.sluice.derive;

import io.sluice.contract.EmptyBars;
import io.sluice.market.BarBuilder;
import io.sluice.market.Candle;
import io.sluice.market.CandleInterval;
import io.sluice.market.CandleRevision;
import io.sluice.market.CandleRevision.Range;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Runs the pure revision of bars for every symbol: parts of bars and published bars meet here. */
final class CandleRevisions implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final StructType SYMBOL =
      new StructType().add("exchange", DataTypes.StringType).add("symbol", DataTypes.StringType);

  private final long closedFromMicros;
  private final long closedThroughMicros;
  private final EmptyBars emptyBars;
  private final String reason;
  private final boolean reconciling;
  private final long reconcileFromMicros;
  private final long reconcileToMicros;

  CandleRevisions(
      long closedFromMicros,
      long closedThroughMicros,
      EmptyBars emptyBars,
      String reason,
      Optional<Range> reconcile) {
    this.closedFromMicros = closedFromMicros;
    this.closedThroughMicros = closedThroughMicros;
    this.emptyBars = emptyBars;
    this.reason = reason;
    this.reconciling = reconcile.isPresent();
    this.reconcileFromMicros = reconcile.map(Range::fromMicros).orElse(0L);
    this.reconcileToMicros = reconcile.map(Range::toMicros).orElse(0L);
  }

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
    while (parts.hasNext()) {
      Row part = parts.next();
      bars.merge(
          BarParts.minute(part),
          BarParts.bar(part),
          (bar, other) -> {
            bar.merge(other);
            return bar;
          });
    }
    List<Candle> rebuilt = new ArrayList<>(bars.size());
    bars.forEach(
        (minute, bar) ->
            rebuilt.add(bar.toCandle(symbol.getString(0), symbol.getString(1), minute)));
    List<Candle> published = new ArrayList<>();
    Map<Key, Candle> seen = new HashMap<>();
    Map<Key, Candle> copied = new HashMap<>();
    while (existing.hasNext()) {
      Candle bar = CandleRows.candle(existing.next());
      Key key = Key.of(bar);
      if (seen.putIfAbsent(key, bar) != null) {
        copied.put(key, bar);
      }
      published.add(bar);
    }
    CandleRevision.Result result =
        CandleRevision.revise(
            new CandleRevision.Request(
                published,
                rebuilt,
                closedFromMicros,
                closedThroughMicros,
                emptyBars,
                reason,
                reconciling
                    ? Optional.of(new Range(reconcileFromMicros, reconcileToMicros))
                    : Optional.empty()));
    List<Row> changes = new ArrayList<>();
    result.added().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.ADDED)));
    result.revised().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.REVISED)));
    result.removed().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.REMOVED)));
    if (reconciling) {
      List.of(result.added(), result.revised(), result.removed())
          .forEach(mentioned -> mentioned.forEach(bar -> copied.remove(Key.of(bar))));
      copied.values().forEach(bar -> changes.add(CandleRows.changed(bar, CandleRows.REPAIRED)));
    }
    return changes.iterator();
  }

  private record Key(CandleInterval interval, long openMicros) {
    static Key of(Candle bar) {
      return new Key(bar.interval(), bar.openTimeMicros());
    }
  }
}
