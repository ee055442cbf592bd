package io.sluice.audit;

import io.sluice.contract.Contract;
import io.sluice.lake.FileDiff;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.Cut;
import io.sluice.state.DerivedState;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.projectnessie.model.Branch;

/**
 * What an audit may read: the candidate's tables and main's, each at one commit, and the files that
 * only one of the two has. Each figure is computed once, at the first question.
 */
public final class AuditScope implements AutoCloseable {
  private final SparkSession spark;
  private final Contract contract;
  private final Tables tables;
  private final Instant now;
  private final Function<String, Frozen> candidates;
  private final Function<String, Optional<Frozen>> published;
  private final IngestState ingest;
  private final Optional<DerivedState> candles;
  private final FileReader reader;
  private final Records records;
  private final Map<String, Frozen> frozen = new HashMap<>();
  private final Map<String, Optional<Frozen>> frozenOnMain = new HashMap<>();
  private final Map<String, FileDiff> diffs = new HashMap<>();
  private final Map<String, Dataset<Row>> added = new HashMap<>();
  private final Map<String, Rewrite> rewrites = new HashMap<>();
  private final Figures figures;

  /** The scope of a cut and the candidate that was made from it. */
  public AuditScope(Lake lake, Contract contract, Cut cut, Branch candidate) {
    this(lake, contract, cut, candidate, new AuditCache(), Records.NONE, Clock.systemUTC());
  }

  /**
   * The scope of a cut and the candidate that was made from it.
   *
   * @param cache what earlier audits of the dataset have read
   * @param records what rows are compared with
   * @param clock what no ingest can be ahead of
   */
  public AuditScope(
      Lake lake,
      Contract contract,
      Cut cut,
      Branch candidate,
      AuditCache cache,
      Records records,
      Clock clock) {
    this(
        lake.spark(),
        contract,
        clock.instant(),
        table -> at(lake, table, candidate.getName() + "#" + candidate.getHash()),
        table ->
            cut.publishedSnapshot(table)
                .map(id -> at(lake, table, References.MAIN + "#" + cut.main().getHash())),
        cut.ingest(),
        cut.candles(),
        cache,
        records);
  }

  AuditScope(
      SparkSession spark,
      Contract contract,
      Instant now,
      Function<String, Frozen> candidates,
      Function<String, Optional<Frozen>> published,
      IngestState ingest,
      Optional<DerivedState> candles,
      AuditCache cache,
      Records records) {
    this.spark = spark;
    this.contract = contract;
    this.tables = Tables.of(contract);
    this.now = now;
    this.candidates = candidates;
    this.published = published;
    this.ingest = ingest;
    this.candles = candles;
    this.reader = new FileReader(spark);
    this.records = records;
    this.figures = new Figures(this, cache);
  }

  private static Frozen at(Lake lake, String table, String ref) {
    return new Frozen(lake.table(table, ref), lake.name(table, ref));
  }

  SparkSession spark() {
    return spark;
  }

  Contract contract() {
    return contract;
  }

  Tables tables() {
    return tables;
  }

  Instant now() {
    return now;
  }

  FileReader reader() {
    return reader;
  }

  /** What Kafka has. */
  Records records() {
    return records;
  }

  /** The table on the candidate. */
  Frozen candidate(String table) {
    return frozen.computeIfAbsent(table, candidates);
  }

  /** The table on main; empty where main has no state of it. */
  Optional<Frozen> published(String table) {
    return frozenOnMain.computeIfAbsent(table, published);
  }

  /** What had been read when the candidate's rows were written. */
  IngestState ingest() {
    return ingest;
  }

  /** What had been read when main's rows were written. */
  IngestState publishedIngest() {
    return published(tables.rows())
        .flatMap(rows -> IngestState.of(rows.table()))
        .orElse(IngestState.none(ingest.topic()));
  }

  /** What the candidate's bars were computed from; empty: the contract asks for none. */
  Optional<DerivedState> candles() {
    return candles;
  }

  /** What main's bars were computed from; empty where there are none. */
  Optional<DerivedState> publishedCandles() {
    return tables.candles().flatMap(this::published).flatMap(bars -> DerivedState.of(bars.table()));
  }

  /** The files in which the candidate's table differs from main's. */
  FileDiff diff(String table) {
    return diffs.computeIfAbsent(
        table,
        name -> FileDiff.between(published(name).map(Frozen::table), candidate(name).table()));
  }

  /** The rows of the files that only the candidate has: new ones, and those written once more. */
  Dataset<Row> added(String table) {
    return added.computeIfAbsent(table, name -> reader.read(candidate(name), diff(name).added()));
  }

  /** The rows of the files that only main has. */
  Dataset<Row> removed(String table) {
    return diff(table).removed().isEmpty()
        ? added(table).limit(0)
        : reader.read(published(table).orElseThrow(), diff(table).removed());
  }

  /** The rows of a table that main has not read: those of the added files beyond its offsets. */
  public Dataset<Row> increment(String table) {
    return diff(table).removed().isEmpty()
        ? added(table)
        : added(table).where(functions.not(functions.expr(Offsets.old(publishedIngest()))));
  }

  /** What was written once more of a table, held against what it replaced. */
  Rewrite rewrite(String table) {
    return rewrites.computeIfAbsent(table, name -> Rewrite.of(this, name));
  }

  /** What the added files' rows say, identities and bars among it. */
  Figures figures() {
    return figures;
  }

  /** The figures of the dataset's added files. */
  RowFigures rows() {
    return figures.rows();
  }

  /** The figures of the quarantine's added files. */
  RowFigures refused() {
    return figures.refused();
  }

  @Override
  public void close() {
    reader.close();
  }
}
