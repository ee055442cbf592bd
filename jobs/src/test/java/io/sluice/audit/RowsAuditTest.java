package io.sluice.audit;

import static io.sluice.audit.AuditStage.refused;
import static io.sluice.audit.AuditStage.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.decode.RejectReason;
import io.sluice.state.IngestCounts;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of rows, counts and offsets sees what it is for. */
class RowsAuditTest {
  private static final String TRADE =
      "exchange=test, symbol=BTCUSDT, event_time 2024-01-02T00:00:10Z to 2024-01-02T00:00:10Z";

  @TempDir private Path folder;
  private AuditStage stage;

  @AfterEach
  void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void rowsAsIngestWritesThemBreakNoRule() {
    stage = AuditStage.open(folder).read(4, 2, 1, 1).trades(trade(0), trade(1));
    stage.quarantine(refused(2));

    for (Check check : Audit.CHECKS) {
      assertThat(stage.failures(check)).isEmpty();
    }
    assertThat(stage.findings(new SchemaAsAgreed())).allMatch(Finding::passed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "price_exclusive_minimum|price|0|00:00:10",
        "side_is_buy_or_sell|side|'long'|00:00:10",
        "extra_is_object|_extra|'[1]'|00:00:10",
        "extra_is_object|_extra|'{'|00:00:10",
        "event_time_in_range|event_time|timestamp '2024-01-02 00:10:11.000001'|00:10:11.000001",
        "source_named|_source|' '|00:00:10",
        "ingest_time_past|_ingest_time|timestamp '2024-01-02 12:01:01'|00:00:10"
      })
  void rowThatBreaksARuleIsNamed(String rule, String column, String value, String time) {
    stage = AuditStage.open(folder).read(2, 2, 0, 0).trades(trade(0), trade(1, column, value));

    assertThat(stage.failures(new RowRules()))
        .containsExactly(
            new Finding(
                "trades",
                rule,
                "exchange=test, symbol=BTCUSDT, event_time 2024-01-02T%1$sZ to 2024-01-02T%1$sZ"
                    .formatted(time),
                "1 of 1 rows",
                "= 0",
                false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "quarantine_reason|reason|'because'|because",
        "quarantine_dataset|dataset|'quotes'|not_json",
        "quarantine_value|value|NULL|not_json",
        "quarantine_value|reason|'null_value'|null_value",
        "source_named|_source|''|not_json",
        "ingest_time_past|_ingest_time|timestamp '2025-01-01 00:00:00'|not_json"
      })
  void refusedRecordThatBreaksARuleIsNamed(
      String rule, String column, String value, String reason) {
    stage = AuditStage.open(folder).read(2, 0, 2, 0);
    stage.quarantine(refused(0), refused(1, column, value));

    assertThat(stage.failures(new RowRules()))
        .containsExactly(
            new Finding(
                "trades_quarantine",
                rule,
                "reason=%s, _broker_time 2024-01-02T00:00:11Z to 2024-01-02T00:00:11Z"
                    .formatted(reason),
                "1 of 1 rows",
                "= 0",
                false));
  }

  @Test
  void everyReasonOfTheDecoderIsKnown() {
    stage = AuditStage.open(folder);
    assertThat(RowConditions.REASONS)
        .containsAll(Arrays.stream(RejectReason.values()).map(RejectReason::label).toList());
  }

  @Test
  void recordThatBecameNothingIsMissed() {
    stage = AuditStage.open(folder).read(2, 2, 0, 0).trades(trade(0), trade(1));
    stage.counted(new IngestCounts(3, 2, 0, 0));

    assertThat(stage.failures(new Conservation()))
        .containsExactly(
            new Finding("trades", "rows_conserved", "all offsets", "3", "= 2", false),
            new Finding("trades", "offsets_read", "all offsets", "2", "= 3", false));
  }

  @Test
  void rowsThatAreNotThoseCountedAreSeen() {
    stage = AuditStage.open(folder).read(4, 2, 2, 0).trades(trade(0));
    stage.quarantine(refused(1));

    assertThat(stage.failures(new Conservation()))
        .containsExactly(
            new Finding("trades", "rows_accepted", "table", "1", "= 2", false),
            new Finding("trades_quarantine", "rows_quarantined", "table", "1", "= 2", false),
            new Finding("trades", "rows_accepted", "increment", "1", "= 2", false),
            new Finding("trades_quarantine", "rows_quarantined", "increment", "1", "= 2", false));
  }

  @Test
  void offsetThatIsInTwoPlacesOrWasNotReadIsSeen() {
    stage = AuditStage.open(folder).read(3, 2, 1, 0);
    stage.trades(trade(0), trade(7, "_topic", "'others'")).quarantine(refused(0));

    assertThat(stage.failures(new Conservation()))
        .containsExactly(
            new Finding("trades", "offset_once", "increment", "1", "= 0", false),
            new Finding("trades", "offset_was_read", "increment", "1", "= 0", false));

    stage.read(5, 4, 1, 0).trades(trade(5), trade(4));
    assertThat(stage.failures(new Conservation()))
        .contains(new Finding("trades", "offset_was_read", "increment", "2", "= 0", false));
  }

  @Test
  void skippedOffsetIsALostRecordUnlessTheContractExpectsThem() {
    stage = AuditStage.open(folder).skipped(1).read(2, 1, 0, 0).trades(trade(0));
    assertThat(stage.failures(new OffsetsSkipped()))
        .containsExactly(new Finding("trades", "offsets_skipped", "increment", "1", "= 0", false));

    AuditStage transactional =
        AuditStage.open(
                folder.resolve("transactional"),
                "      - property: format\n",
                "      - property: offsets\n        value: transactional\n      - property: format\n")
            .skipped(1)
            .read(2, 1, 0, 0)
            .trades(trade(0));
    assertThat(transactional.findings(new OffsetsSkipped()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.failed()).isTrue();
              assertThat(finding.slice()).isEqualTo("partition 0, offsets 0 to 1");
              assertThat(finding.observed()).isEqualTo("2 records in Kafka");
              assertThat(finding.allowed()).isEqualTo("= 1");
            });
    transactional.kafka(Records.NONE);
    assertThat(transactional.findings(new OffsetsSkipped()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Finding.Status.NOT_CHECKED);
              assertThat(finding.observed())
                  .isEqualTo(
                      "not checked: 1 offsets without a record: Cannot read topic: no Kafka is set: trades");
            });
    transactional.close();
  }

  @Test
  void offsetThatKafkaDoesNotHaveCannotHaveBeenRead() {
    stage = AuditStage.open(folder).read(12, 2, 0, 10).trades(trade(0), trade(1));
    stage.kafka(AuditStage.kafka(stage::read, 2));

    assertThat(stage.failures(new OffsetsInKafka()))
        .containsExactly(
            new Finding(
                "trades", "offsets_in_kafka", "partition 0", "read up to 12", "<= 2", false));
    stage.kafka(AuditStage.kafka(stage::read, 12));
    assertThat(stage.failures(new OffsetsInKafka())).isEmpty();
    stage.kafka(Records.NONE);
    assertThat(stage.findings(new OffsetsInKafka()))
        .extracting(Finding::status)
        .containsExactly(Finding.Status.NOT_CHECKED);
  }

  @Test
  void sharesBeyondTheContractsAreRefusedPerPublish() {
    stage =
        AuditStage.open(
                folder,
                "      - property: format\n",
                "      - property: maxQuarantined\n        value: 10\n      - property: maxDuplicate\n        value: 20\n      - property: format\n")
            .read(8, 8, 0, 0)
            .trades(trade(0))
            .published()
            .read(16, 12, 2, 2);

    assertThat(stage.findings(new ShareLimits()))
        .containsExactly(
            new Finding(
                "trades",
                "max_quarantined",
                "increment",
                "25.000000 percent: 2 of 8 records",
                "<= 10 percent",
                false),
            new Finding(
                "trades",
                "max_duplicate",
                "increment",
                "25.000000 percent: 2 of 8 records",
                "<= 20 percent",
                false));
  }

  @Test
  void keyTwiceInTheIncrementOrWithMainIsNamed() {
    stage = AuditStage.open(folder).read(3, 3, 0, 0);
    stage.trades(trade(0), trade(1, "trade_id", "'0'"), trade(2));
    Finding twice = new Finding("trades", "key_unique", TRADE, "1 keys twice", "= 0", false);
    assertThat(stage.failures(new KeyUnique())).containsExactly(twice);

    stage.published().read(4, 4, 0, 0).trades(trade(3));
    assertThat(stage.failures(new KeyUnique())).isEmpty();

    stage.read(5, 5, 0, 0).trades(trade(4, "trade_id", "'2'"));
    assertThat(stage.failures(new KeyUnique())).containsExactly(twice);
  }

  @Test
  void rowsWithoutAnIdAreToldApartByTheirSequence() {
    stage = AuditStage.open(folder).read(12, 2, 0, 10);
    // A sequence equal to the offset was filled in: it says nothing.
    stage.trades(
        trade(0, "trade_id", "NULL"),
        trade(10, "trade_id", "NULL", "sequence", "0"),
        trade(11, "trade_id", "NULL", "sequence", "11"));
    assertThat(stage.failures(new KeyUnique())).isEmpty();

    stage.read(13, 3, 0, 10).trades(trade(12, "trade_id", "NULL", "sequence", "0"));
    assertThat(stage.failures(new KeyUnique()))
        .containsExactly(new Finding("trades", "key_unique", TRADE, "1 keys twice", "= 0", false));
  }
}
