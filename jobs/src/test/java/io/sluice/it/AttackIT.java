package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.audit.Finding;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.PublishNumbers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client may do to tables on staging after they were published: all of it is refused. */
class AttackIT {
  private static Market market;
  private static long firstTrades;

  private String main;
  private final Map<String, Long> snapshots = new HashMap<>();

  @BeforeAll
  static void published() {
    market = Market.open(1);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100").json(),
            trade("BTCUSDT").id(2).at("00:01:10").price("110").json(),
            trade("ETHUSDT").id(3).at("00:01:20").price("50").json(),
            "{\"exchange\":\"test\"}"));
    market.ingest();
    firstTrades = snapshot("trades");
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    market.send(List.of(trade("BTCUSDT").id(4).at("00:05:10").price("120").json()));
    market.ingest();
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  @BeforeEach
  void remember() {
    main = market.mainHash();
    for (String table : List.of("trades", "trades_quarantine", "candles")) {
      snapshots.put(table, snapshot(table));
    }
  }

  @AfterEach
  void undo() {
    snapshots.forEach(
        (table, before) -> {
          if (snapshot(table) != before) {
            sql(
                "CALL lake.system.set_current_snapshot('%s.`%s@staging`', %dL)"
                    .formatted(namespace(), table, before));
          }
        });
    assertThat(market.publish().outcome()).isEqualTo(Outcome.NOTHING_NEW);
  }

  @Test
  void tradeOverwrittenByACopyOfAnother() {
    sql(
        """
        UPDATE %s SET trade_id = '2', price = 110, event_time = timestamp '2024-01-02 00:01:10', sequence = 2,
               _offset = 1, _broker_time = timestamp_micros(%dL) WHERE trade_id = '1'
        """
            .formatted(
                market.staged("trades"),
                market.count(
                    "SELECT unix_micros(_broker_time) FROM %s WHERE trade_id = '2'"
                        .formatted(market.staged("trades")))));

    assertRefused("offset_once", "published_kept", "rewrite_equal", "bars_equal_trades")
        .contains(
            new Finding("trades", "offset_once", "increment", "1", "= 0", false),
            new Finding(
                "trades",
                "published_kept",
                "exchange=test, symbol=BTCUSDT, event_time 2024-01-02T00:00:10Z to 2024-01-02T00:00:10Z",
                "1 rows missing or changed",
                "= 0",
                false));
  }

  @Test
  void tradeDeletedByADeleteFile() {
    sql(
        "ALTER TABLE %s SET TBLPROPERTIES ('write.delete.mode' = 'merge-on-read')"
            .formatted(market.staged("trades")));
    sql("DELETE FROM %s WHERE trade_id = '1'".formatted(market.staged("trades")));

    assertRefused("schema_as_agreed", "no_delete_files")
        .contains(
            new Finding("trades", "no_delete_files", "table", "1", "= 0", false),
            new Finding(
                "trades",
                "schema_as_agreed",
                "properties",
                "write.delete.mode merge-on-read",
                "copy-on-write of format version 2",
                false));
    sql(
        "ALTER TABLE %s UNSET TBLPROPERTIES ('write.delete.mode')"
            .formatted(market.staged("trades")));
  }

  @Test
  void tradeReplacedByAnother() {
    sql("DELETE FROM %s WHERE trade_id = '1'".formatted(market.staged("trades")));
    plant("'99'", "sequence", "0");

    assertRefused("published_kept", "rewrite_equal", "bars_equal_trades");
  }

  @Test
  void tradePlantedWithoutAnId() {
    plant("NULL", "NULL", "99");

    assertRefused("rows_accepted", "offset_was_read", "bars_equal_trades")
        .contains(
            new Finding("trades", "rows_accepted", "table", "5", "= 4", false),
            new Finding("trades", "rows_accepted", "increment", "1", "= 0", false),
            new Finding("trades", "offset_was_read", "increment", "1", "= 0", false));
  }

  @Test
  void bytesOfAQuarantinedRecordChanged() {
    sql("UPDATE %s SET value = X'7B7D'".formatted(market.staged("trades_quarantine")));

    assertRefused("published_kept", "rewrite_equal")
        .extracting(Finding::dataset)
        .containsOnly("trades_quarantine");
  }

  @Test
  void stagingTakenBackToBeforeMain() {
    sql(
        "CALL lake.system.rollback_to_snapshot('%s.`trades@staging`', %dL)"
            .formatted(namespace(), firstTrades));

    assertThat(failures())
        .contains(
            new Finding("trades", "published_kept", "offsets of partition 0", "4", ">= 5", false),
            new Finding(
                "trades",
                "published_kept",
                "counts",
                "accepted -1, read -1",
                ">= 0 since main",
                false));
  }

  @Test
  void rewriteThatAltersValues() {
    long before = snapshot("trades");
    sql("UPDATE %s SET price = 101 WHERE trade_id = '1'".formatted(market.staged("trades")));
    Table table = market.lake().table("trades", References.STAGING);
    Snapshot update = table.currentSnapshot();
    SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(update).build();
    Set<DataFile> altered = files(changes.addedDataFiles());
    Set<DataFile> old = files(changes.removedDataFiles());
    table.manageSnapshots().rollbackTo(before).commit();
    table.newRewrite().rewriteFiles(old, altered).commit();
    assertThat(market.lake().table("trades", References.STAGING).currentSnapshot().operation())
        .isEqualTo("replace");
    market.buildCandles();

    assertRefused("published_kept", "rewrite_equal", "bars_equal_trades")
        .filteredOn(finding -> finding.rule().equals("rewrite_equal"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.slice()).isEqualTo("day 2024-01-02");
              assertThat(finding.observed()).matches("\\d+ rows, checksum [0-9a-f]{32}");
              assertThat(finding.allowed()).matches("= \\d+ rows, checksum [0-9a-f]{32}");
            });
  }

  @Test
  void columnsInAnotherOrder() {
    sql("ALTER TABLE %s ALTER COLUMN price AFTER quantity".formatted(market.staged("trades")));
    plant("'99'", "99", "99");

    PublishReport report = market.publish();

    assertThat(report.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo("schema_as_agreed");
              assertThat(finding.observed())
                  .contains(
                      "5 quantity decimal(38, 18) required, 4 price decimal(38, 18) required");
            });
    assertThat(market.mainHash()).isEqualTo(main);
    sql("ALTER TABLE %s ALTER COLUMN price AFTER trade_id".formatted(market.staged("trades")));
  }

  @Test
  void barDeleted() {
    sql("DELETE FROM %s WHERE %s".formatted(market.staged("candles"), FIRST_BAR));

    assertRefused("bars_counted", "bars_equal_trades")
        .contains(
            barDiffers(
                "1m exchange=test, symbol=BTCUSDT, open_time 2024-01-02T00:00:00Z to 2024-01-02T00:00:00Z"));
  }

  @Test
  void barDoubled() {
    sql(
        "INSERT INTO %1$s SELECT * FROM %1$s WHERE %2$s"
            .formatted(market.staged("candles"), FIRST_BAR));

    assertRefused("bars_counted", "bars_equal_trades")
        .contains(
            barDiffers(
                "1m exchange=test, symbol=BTCUSDT, open_time 2024-01-02T00:00:00Z to 2024-01-02T00:00:00Z"));
  }

  @Test
  void barAltered() {
    sql(
        "UPDATE %s SET high = high + 1, revision = revision + 1, reason = 'late' WHERE %s"
            .formatted(market.staged("candles"), FIRST_BAR));

    assertRefused("bars_equal_trades")
        .containsExactly(
            barDiffers(
                "1m exchange=test, symbol=BTCUSDT, open_time 2024-01-02T00:00:00Z to 2024-01-02T00:00:00Z"));
  }

  @Test
  void compactionIsNoAttack() {
    for (String table : List.of("trades", "candles")) {
      sql(
          "CALL lake.system.rewrite_data_files(table => '%s.`%s@staging`', options => map('rewrite-all', 'true'))"
              .formatted(namespace(), table));
    }
    market.buildCandles();
    remember();

    PublishReport report = market.publish();

    assertThat(report.failures()).isEmpty();
    assertThat(report.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(report.findings())
        .contains(
            new Finding("trades", "rewrite_equal", "increment", "0 of 1 days differ", "= 0", true));
  }

  private static final String FIRST_BAR =
      "interval = '1m' AND open_time = timestamp '2024-01-02 00:00:00'";

  private org.assertj.core.api.ListAssert<Finding> assertRefused(String... rules) {
    List<Finding> failures = failures();
    assertThat(failures.stream().map(Finding::rule).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(rules);
    return assertThat(failures);
  }

  /** The failures of a publish that was refused, the evidence being the same. */
  private List<Finding> failures() {
    PublishReport report = market.publish();
    assertThat(report.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(market.mainHash()).isEqualTo(main);
    long number = report.number().getAsLong();
    assertThat(market.lake().references().find(PublishNumbers.candidate(number))).isPresent();
    assertThat(
            market.rows(
                "SELECT dataset, rule, slice FROM %s WHERE publish = %d AND status = 'failed'"
                    .formatted(market.staged("audits"), number)))
        .containsExactlyInAnyOrderElementsOf(
            report.failures().stream()
                .map(each -> each.dataset() + "|" + each.rule() + "|" + each.slice())
                .toList());
    return report.failures();
  }

  private static Finding barDiffers(String slice) {
    return new Finding("candles", "bars_equal_trades", slice, "1 bars differ", "= 0", false);
  }

  private static void plant(String id, String sequence, String offset) {
    sql(
        """
        INSERT INTO %1$s SELECT exchange, symbol, %2$s, 1, quantity, side, timestamp '2024-01-02 00:00:10', %3$s,
               _extra, _topic, _kafka_partition, %4$s, _broker_time, _ingest_time, _source
        FROM %1$s WHERE trade_id = '2'
        """
            .formatted(market.staged("trades"), id, sequence, offset));
  }

  private static Set<DataFile> files(Iterable<DataFile> files) {
    return java.util.stream.StreamSupport.stream(files.spliterator(), false)
        .collect(Collectors.toSet());
  }

  private static void sql(String statement) {
    market.lake().spark().sql(statement);
  }

  private static String namespace() {
    return market.lake().config().namespace();
  }

  private static long snapshot(String table) {
    return market.lake().table(table, References.STAGING).currentSnapshot().snapshotId();
  }
}
