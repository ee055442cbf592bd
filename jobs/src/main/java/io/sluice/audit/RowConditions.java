package io.sluice.audit;

import io.sluice.contract.Contract;
import io.sluice.contract.RowRule;
import io.sluice.state.Micros;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold for each row: the contract's own rules, and what ingest promises of any row. */
final class RowConditions {
  /**
   * Why a record is refused. Written down once more rather than taken from the decoder: a reason
   * that it makes up by mistake must be seen.
   */
  static final Set<String> REASONS =
      Set.of(
          "null_value",
          "too_large",
          "not_utf8",
          "not_json",
          "too_deep",
          "not_an_object",
          "duplicate_field",
          "missing_field",
          "wrong_type",
          "does_not_fit",
          "out_of_range",
          "unknown_value",
          "time_out_of_range",
          "too_late",
          "conflicting_duplicate");

  /** The clocks of the machines that ingest and that audit may differ by this. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private RowConditions() {}

  /** Of the dataset's rows. */
  static List<RowCondition> ofRows(AuditScope scope) {
    Contract contract = scope.contract();
    List<RowCondition> conditions = new ArrayList<>();
    for (var rule : contract.rules()) {
      if (rule instanceof RowRule row) {
        conditions.add(RowCondition.of(row));
      }
    }
    conditions.add(
        RowCondition.none(
            "extra_is_object", "_extra IS NOT NULL AND json_object_keys(_extra) IS NULL"));
    conditions.add(
        RowCondition.none(
            "event_time_in_range",
            "unix_micros(%1$s) < %2$dL OR unix_micros(%1$s) - unix_micros(_broker_time) > %3$dL"
                .formatted(
                    contract.eventTime(),
                    Micros.of(contract.earliest()),
                    contract.maxFuture().toMillis() * 1_000)));
    conditions.addAll(origin(scope));
    return conditions;
  }

  /** Of the quarantine's rows. */
  static List<RowCondition> ofQuarantine(AuditScope scope) {
    List<RowCondition> conditions = new ArrayList<>();
    conditions.add(
        RowCondition.none(
            "quarantine_dataset", "dataset <> '%s'".formatted(scope.contract().dataset())));
    conditions.add(
        RowCondition.none(
            "quarantine_reason",
            REASONS.stream()
                .sorted()
                .collect(
                    Collectors.joining(
                        "', '", "NOT (reason IN ('", "') OR reason LIKE 'audit:_%')"))));
    conditions.add(
        RowCondition.none("quarantine_value", "(value IS NULL) <> (reason = 'null_value')"));
    conditions.addAll(origin(scope));
    return conditions;
  }

  private static List<RowCondition> origin(AuditScope scope) {
    return List.of(
        RowCondition.none("source_named", "length(trim(_source)) = 0"),
        RowCondition.none(
            "ingest_time_past",
            "unix_micros(_ingest_time) > %dL"
                .formatted(Micros.of(scope.now().plus(CLOCKS_DIFFER)))));
  }
}
