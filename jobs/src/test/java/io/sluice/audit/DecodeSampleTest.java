package io.sluice.audit;

import static io.sluice.audit.AuditStage.refused;
import static io.sluice.audit.AuditStage.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.audit.Finding.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that were never published are held against their records. */
class DecodeSampleTest {
  private static final DecodeSample CHECK = new DecodeSample();

  @TempDir private Path folder;
  private AuditStage stage;

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "price|99.999999999999999999|price is 99.999999999999999999, the record says 100",
        "exchange|'other'|exchange is other, the record says test",
        "trade_id|'0'|trade_id is 0, the record says 1",
        "trade_id|NULL|trade_id is null, the record says 1",
        "side|'sell'|side is sell, the record says buy",
        "event_time|timestamp '2024-01-02 00:00:10.000001'|event_time is 1704153610000001, the record says 1704153610000000",
        "sequence|2|sequence is 2, the record says 1",
        "_extra|'{\"venue\":1}'|_extra is {\"venue\":1}, the record says {}",
        "_topic|'others'|_topic is others, the record says trades",
        "_broker_time|timestamp '2024-01-02 00:00:11.001'|_broker_time is 1704153611001000, the record says 1704153611000000"
      })
  void acceptedRowWithAnotherValueThanItsRecordIsNamed(String column, String value, String what) {
    stage = AuditStage.open(folder).read(2, 2, 0, 0).trades(trade(0), trade(1, column, value));

    assertThat(stage.failures(CHECK))
        .hasSize(2)
        .first()
        .isEqualTo(
            new Finding(
                "trades",
                "decode_sample",
                "partition 0, offset 1",
                what,
                "as the record says",
                false));
    assertThat(stage.failures(CHECK).get(1).observed()).isEqualTo("1 of 2 rows differ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "value|X'7B7D'",
        "value|NULL",
        "key|X'00'",
        "headers|array(named_struct('key', 'a', 'value', X'00'))"
      })
  void refusedRecordThatIsNotKeptByteForByteIsNamed(String column, String value) {
    stage = AuditStage.open(folder).read(2, 1, 1, 0).trades(trade(0));
    stage.quarantine(refused(1, column, value));

    assertThat(stage.failures(CHECK).get(0))
        .isEqualTo(
            new Finding(
                "trades_quarantine",
                "decode_sample",
                "partition 0, offset 1",
                column.equals("headers")
                    ? "headers are not the record's"
                    : column + " is not the record's",
                "as the record says",
                false));
  }

  @Test
  void rowOfARecordThatCannotBeOneIsNamed() {
    stage = AuditStage.open(folder).read(3, 3, 0, 0).trades(trade(0), trade(1), trade(2));
    stage.sent(0, null).sent(1, "[]").sent(2, "{\"price\":[1]}");

    assertThat(stage.failures(CHECK))
        .extracting(Finding::observed)
        .containsExactlyInAnyOrder(
            "a row, but the record has no value",
            "a row, but the record cannot be one: no JSON object",
            "a row, but the record cannot be one: price is no single value",
            "3 of 3 rows differ");
  }

  @Test
  void otherSpellingsOfTheSameValuesAreNoDifference() {
    stage = AuditStage.open(folder).read(2, 2, 0, 0);
    stage.trades(
        trade(0, "trade_id", "'7'", "sequence", "7", "_extra", "'{\"a\\\\u0062\":1.50}'"),
        trade(1, "trade_id", "NULL", "side", "NULL"));
    stage.sent(
        0,
        "{\"\\u0065xchange\":\"test\",\"symbol\":\"BTC\\u0055SDT\",\"trade_id\":7,\"price\":1e2,\"quantity\":1.0,\"side\":\"buy\",\"event_time\":\"1704153610000\",\"ab\":1.50}");
    stage.sent(
        1,
        "{\"exchange\":\"test\",\"symbol\":\"BTCUSDT\",\"trade_id\":null,\"price\":100,\"quantity\":1,\"event_time\":1704153610000}");

    assertThat(stage.failures(CHECK)).isEmpty();
  }

  @Test
  void whatKafkaDoesNotHaveAnyMoreIsNotChecked() {
    stage = AuditStage.open(folder).read(3, 3, 0, 0).trades(trade(0), trade(1), trade(2));
    AuditStage there = stage;
    stage.kafka(
        AuditStage.kafka(
            (topic, id, ranges, each) ->
                there.read(
                    topic, id, new TreeMap<>(Map.of(0, new TreeMap<>(Map.of(2L, 3L)))), each),
            3));
    assertThat(stage.findings(CHECK))
        .extracting(Finding::status, Finding::observed)
        .containsExactly(
            tuple(Status.PASSED, "0 of 1 rows differ"),
            tuple(
                Status.NOT_CHECKED,
                "not checked: 2 of 3 rows: the topic does not have their records any more"));

    stage.kafka(Records.NONE);
    assertThat(stage.findings(CHECK))
        .extracting(Finding::status, Finding::observed)
        .containsExactly(
            tuple(
                Status.NOT_CHECKED,
                "not checked: 3 rows: Cannot read topic: no Kafka is set: trades"));
  }

  @Test
  void ofManyRowsSomeBlocksOfNeighboursAreCompared() {
    stage = AuditStage.open(folder).read(8_000, 8_000, 0, 0).manyTrades(8_000);
    List<SampledRow> sample = RowSample.of(stage.scope(), 4711);

    assertThat(sample).hasSizeBetween(32, 800);
    assertThat(sample)
        .hasSize((int) (16 * sample.stream().map(row -> row.offset() / 16).distinct().count()));
    assertThat(sample.stream().map(row -> row.offset() / 2_000).distinct()).hasSize(4);
    assertThat(RowSample.of(stage.scope(), 4711)).hasSameSizeAs(sample);
    assertThat(stage.failures(CHECK)).isEmpty();
  }

  @Test
  void emptyIncrementAsksNoKafka() {
    stage = AuditStage.open(folder).read(1, 1, 0, 0).trades(trade(0)).published();
    stage.kafka(
        AuditStage.kafka(
            (topic, id, ranges, each) -> {
              throw new AssertionError("Kafka was asked");
            },
            1));

    assertThat(stage.failures(CHECK)).isEmpty();
  }
}
