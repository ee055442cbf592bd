package io.sluice.publish;

import io.sluice.audit.AuditReport;
import io.sluice.audit.AuditScope;
import io.sluice.audit.Evidence;
import io.sluice.audit.FailedRows;
import io.sluice.audit.Finding;
import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.failure.HaltPoint;
import io.sluice.failure.UnusableException;
import io.sluice.lake.FileReader;
import io.sluice.lake.Frozen;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.lake.RowFiles;
import io.sluice.lake.StagingCommit;
import io.sluice.publish.Candidates.Kept;
import io.sluice.state.Cut;
import io.sluice.state.IngestState;
import io.sluice.state.PublishNumbers;
import io.sluice.state.Tables;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves rows that failed an audit from the dataset's table on staging to its quarantine: rows,
 * quarantine, counts and the note of who did it are one commit, so that a row is never in both or
 * in neither. Rows that are not in the table any more are left out: it can be repeated.
 */
public final class Ejection {
  /** The name under which the evidence holds it. */
  public static final String RULE = "eject";

  private static final Logger LOG = LoggerFactory.getLogger(Ejection.class);
  private static final int TRIES = 5;

  private final Lake lake;
  private final Contract contract;
  private final Clock clock;
  private final Tables tables;
  private final Evidence evidence;

  public Ejection(Lake lake, Contract contract, Clock clock) {
    this.lake = lake;
    this.contract = contract;
    this.clock = clock;
    this.tables = Tables.of(contract);
    this.evidence = new Evidence(lake);
  }

  /** Why, and of which candidate. */
  private record Order(Kept candidate, List<String> rules, String who, String why) {}

  /**
   * What was done.
   *
   * @param moved records that went to the quarantine
   * @param removed rows beyond the one of their offset: copies that were never read, gone
   */
  public record Result(long moved, long removed) {
    /** Whether the table had none of the rows. */
    public boolean isNothing() {
      return moved == 0 && removed == 0;
    }

    @Override
    public String toString() {
      return moved
          + " rows to the quarantine"
          + (removed == 0 ? "" : ", " + removed + " copies of an offset removed");
    }
  }

  /**
   * Moves the rows.
   *
   * @param number N of the kept candidate-N
   * @param rule only rows that failed it; empty: each failed rule that says which rows are wrong
   * @return how many rows were moved; none where they have left the table already
   * @throws UnusableException where there is no such candidate, or nothing of it can be ejected
   * @throws ConflictException where others go on committing to the same tables
   */
  public Result eject(long number, Optional<String> rule, String who, String why) {
    Kept candidate = Candidates.kept(lake.references(), number);
    try (AuditScope scope = scope(candidate)) {
      Wrong wrong = new Wrong(new FailedRows(scope), new Copies(scope, contract));
      Order order = new Order(candidate, rules(candidate, rule, wrong.rules()), who, why);
      for (int tried = 1; ; tried++) {
        try {
          return commit(wrong, order);
        } catch (ConflictException e) {
          if (tried == TRIES) {
            throw e;
          }
          LOG.warn("Ejecting again: {}", e.getMessage());
        }
      }
    }
  }

  /** What the audit found wrong of single rows, and of rows there should be one of. */
  private record Wrong(FailedRows failed, Copies copies) {
    List<String> rules() {
      return Stream.concat(failed.rules().stream(), copies.rules().stream()).toList();
    }

    EjectedRows in(Frozen table, Optional<Frozen> main, List<String> rules, FileReader reader) {
      return EjectedRows.of(
          rules.stream()
              .flatMap(rule -> failed.of(rule).or(() -> copies.of(rule)).stream())
              .toList(),
          rules.contains(Copies.OFFSET_ONCE) ? Optional.of(copies.doubled()) : Optional.empty(),
          reader,
          table,
          main);
    }
  }

  /** The audit's own view of the candidate: what is ejected is what it found wrong. */
  private AuditScope scope(Kept candidate) {
    References references = lake.references();
    var main = references.branch(References.MAIN);
    Table rows =
        lake.table(
            tables.rows(), candidate.branch().getName() + "#" + candidate.branch().getHash());
    Cut cut =
        new Cut(
            main,
            references.branch(References.STAGING),
            references.contents(candidate.branch(), tables.own()),
            references.contents(main, tables.all()),
            IngestState.of(rows).orElse(IngestState.none(contract.topic())),
            Optional.empty());
    return new AuditScope(lake, contract, cut, candidate.branch());
  }

  private List<String> rules(Kept candidate, Optional<String> wanted, List<String> ofRows) {
    String name = PublishNumbers.candidate(candidate.number());
    List<String> failed =
        evidence.failures(candidate.number(), candidate.auditId()).stream()
            .filter(finding -> finding.dataset().equals(tables.rows()))
            .map(Finding::rule)
            .distinct()
            .toList();
    if (wanted.isPresent() && !failed.contains(wanted.get())) {
      throw new UnusableException(
          "Cannot eject from %s: the rule did not fail there: %s".formatted(name, wanted.get()));
    }
    List<String> rules =
        failed.stream()
            .filter(ofRows::contains)
            .filter(each -> wanted.isEmpty() || wanted.get().equals(each))
            .sorted()
            .toList();
    if (rules.isEmpty()) {
      throw new UnusableException(
          "Cannot eject from %s: no failed rule says which rows are wrong: %s"
              .formatted(name, failed));
    }
    return rules;
  }

  private Result commit(Wrong wrong, Order order) {
    StagingCommit commit =
        StagingCommit.begin(
            lake,
            List.of(tables.rows(), tables.quarantine(), Tables.AUDITS),
            contract.keepSnapshots(),
            IngestState.OFFSETS);
    Frozen table = lake.frozen(tables.rows(), References.STAGING, commit.baseHash());
    try (FileReader reader = new FileReader(lake.spark());
        EjectedRows rows = wrong.in(table, onMain(), order.rules(), reader)) {
      Result result = new Result(rows.moved(), rows.removed());
      if (result.isNothing()) {
        return result;
      }
      IngestState state =
          IngestState.of(commit.table(tables.rows())).orElseThrow().ejected(result.moved());
      rows.replaceFiles(commit, tables.rows(), state);
      if (result.moved() > 0) {
        Dataset<Row> refused = rows.asQuarantine(contract, detail(order));
        RowFiles.append(commit.table(tables.quarantine()), refused, state.toProperties());
      }
      Evidence.append(commit.table(Tables.AUDITS), List.of(note(order, result, commit.baseHash())));
      HaltPoint.reached("eject-before-commit");
      commit.commit("eject " + order.rules() + " of " + detail(order), Map.of());
      HaltPoint.reached("eject-after-commit");
      return result;
    }
  }

  private Optional<Frozen> onMain() {
    String hash = lake.references().branch(References.MAIN).getHash();
    return Optional.of(lake.frozen(tables.rows(), References.MAIN, hash))
        .filter(main -> main.table().currentSnapshot() != null);
  }

  private static String detail(Order order) {
    return PublishNumbers.candidate(order.candidate().number())
        + ", by "
        + order.who()
        + ": "
        + order.why();
  }

  private AuditReport note(Order order, Result result, String stagingHash) {
    Finding finding =
        new Finding(
            tables.rows(),
            RULE,
            String.join(", ", order.rules()),
            result + ", by " + order.who() + ": " + order.why(),
            "a person decides",
            true);
    return new AuditReport(
        UUID.randomUUID().toString(),
        order.candidate().number(),
        stagingHash,
        clock.instant(),
        List.of(finding));
  }
}
