package io.sluice.bench.chaos;

import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.state.IngestState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Row;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.LogResponse.LogEntry;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;

/** Checks every state that main was ever in, not only its last one. */
public final class MainChecks {
  private static final int LOG_LIMIT = 10_000;

  private final Lake lake;
  private final LakeWatch watch;

  /**
   * Checks of a lake.
   *
   * @param watch what an outside reader has seen of it
   */
  public MainChecks(Lake lake, LakeWatch watch) {
    this.lake = lake;
    this.watch = watch;
  }

  /**
   * Runs the checks.
   *
   * @param firstHash main as {@code init} left it
   */
  public List<Check> run(String firstHash) {
    List<LogEntry> publishes =
        watch.log(References.MAIN, LOG_LIMIT).stream()
            .takeWhile(entry -> !entry.getCommitMeta().getHash().equals(firstHash))
            .toList();
    Set<String> states = new LinkedHashSet<>(watch.mainHashes());
    publishes.forEach(entry -> states.add(entry.getCommitMeta().getHash()));
    List<Check> checks = new ArrayList<>();
    checks.add(
        Check.none("states of main that its log lacks", lost(publishes, firstHash), List.of()));
    tags(checks, states);
    evidence(checks, publishes);
    counts(checks, publishes);
    return checks;
  }

  private long lost(List<LogEntry> publishes, String firstHash) {
    Set<String> logged =
        publishes.stream()
            .map(entry -> entry.getCommitMeta().getHash())
            .collect(Collectors.toCollection(HashSet::new));
    logged.add(firstHash);
    return watch.mainHashes().stream().filter(hash -> !logged.contains(hash)).count();
  }

  private void tags(List<Check> checks, Set<String> states) {
    Map<String, String> tagged =
        watch.references().stream()
            .filter(Tag.class::isInstance)
            .filter(tag -> tag.getName().matches("publish-\\d+"))
            .collect(
                Collectors.toMap(Reference::getHash, Reference::getName, (a, b) -> a + ", " + b));
    List<String> untagged = states.stream().filter(hash -> !tagged.containsKey(hash)).toList();
    List<String> elsewhere =
        tagged.entrySet().stream()
            .filter(entry -> !states.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    checks.add(
        Check.equal(
            "states of main with a tag publish-N",
            states.size(),
            states.size() - (long) untagged.size(),
            untagged));
    checks.add(Check.none("tags publish-N that main never was at", elsewhere.size(), elsewhere));
  }

  private void evidence(List<Check> checks, List<LogEntry> publishes) {
    Map<String, Long> passed = new HashMap<>();
    Map<String, Long> failed = new HashMap<>();
    for (Row row :
        lake.spark()
            .sql(
                "SELECT audit_id, publish, count_if(passed), count_if(status = 'failed') FROM "
                    + lake.name("audits", References.MAIN)
                    + " GROUP BY 1, 2")
            .collectAsList()) {
      String audit = row.getLong(1) + " " + row.getString(0);
      passed.put(audit, row.getLong(2));
      failed.put(audit, row.getLong(3));
    }
    List<String> unproven =
        publishes.stream()
            .map(LogEntry::getCommitMeta)
            .map(CommitMeta::getProperties)
            .map(each -> each.get("sluice.publish") + " " + each.get("sluice.audit-id"))
            .filter(audit -> passed.getOrDefault(audit, 0L) == 0 || failed.get(audit) > 0)
            .toList();
    checks.add(
        Check.equal(
            "publishes with evidence, none of it failed",
            publishes.size(),
            publishes.size() - (long) unproven.size(),
            unproven));
    Map<String, Long> numbers =
        publishes.stream()
            .map(
                entry ->
                    String.valueOf(entry.getCommitMeta().getProperties().get("sluice.publish")))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    checks.add(
        Check.equal(
            "publishes with a number of their own", publishes.size(), numbers.size(), List.of()));
  }

  /** Every published state on its own: its rows are as many as its own counts say. */
  private void counts(List<Check> checks, List<LogEntry> publishes) {
    List<String> wrong = new ArrayList<>();
    for (LogEntry entry : publishes) {
      CommitMeta meta = entry.getCommitMeta();
      String at = References.MAIN + "#" + meta.getHash();
      Map<String, String> said = meta.getProperties();
      String rows =
          "trades "
              + rows(lake.table("trades", at))
              + ", quarantine "
              + rows(lake.table("trades_quarantine", at));
      String counts =
          "trades "
              + said.get("sluice.accepted")
              + ", quarantine "
              + said.get("sluice.quarantined");
      boolean conserved =
          IngestState.of(lake.table("trades", at))
              .map(state -> state.counts().conserved())
              .orElse(true);
      if (!rows.equals(counts) || !conserved) {
        wrong.add("publish-" + said.get("sluice.publish") + " says " + counts + ", holds " + rows);
      }
    }
    checks.add(
        Check.equal(
            "publishes whose rows are as many as their counts say",
            publishes.size(),
            publishes.size() - (long) wrong.size(),
            wrong));
  }

  private static String rows(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? "0" : snapshot.summary().getOrDefault("total-records", "?");
  }
}
