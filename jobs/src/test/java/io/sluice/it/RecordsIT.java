package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.audit.Finding;
import io.sluice.audit.Finding.Status;
import io.sluice.contract.OffsetsPolicy;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.IngestState.PartitionState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was never published is held against the records that Kafka still has. */
class RecordsIT {
  @Test
  void priceChangedBeforeItWasEverPublishedIsNamedUntilKafkaHasForgotten() throws Exception {
    Market market = Market.open(2);
    market.send(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").price("100.10").json(),
            trade("ETHUSDT").id(2).at("00:00:20").price("50").json(),
            "{\"exchange\":\"test\"}"));
    market.ingest();
    sql(market, "UPDATE %s SET price = 100.11 WHERE trade_id = '1'", "trades");
    market.buildCandlesUntil("2024-01-02T00:01:00Z");

    PublishReport refused = market.publish();

    assertThat(refused.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(refused.failures())
        .extracting(Finding::rule, Finding::observed)
        .containsExactly(
            tuple("decode_sample", "price is 100.11, the record says 100.1"),
            tuple("decode_sample", "1 of 3 rows differ"));
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades"))).isZero();

    sql(market, "UPDATE %s SET price = 100.10 WHERE trade_id = '1'", "trades");
    sql(market, "UPDATE %s SET value = X'7B7D'", "trades_quarantine");
    market.buildCandlesUntil("2024-01-02T00:01:00Z");
    assertThat(market.publish().failures())
        .extracting(Finding::dataset, Finding::observed)
        .contains(tuple("trades_quarantine", "value is not the record's"));

    forget(market);
    sql(market, "UPDATE %s SET value = X'7B', detail = 'again'", "trades_quarantine");
    PublishReport unchecked = market.publish();

    assertThat(unchecked.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(unchecked.findings())
        .filteredOn(finding -> finding.rule().equals("decode_sample"))
        .extracting(Finding::status, Finding::observed)
        .containsExactly(
            tuple(
                Status.NOT_CHECKED,
                "not checked: 3 of 3 rows: the topic does not have their records any more"));
  }

  @Test
  void offsetsClaimedBeyondThoseOfKafkaAreRefused() {
    Market market = Market.open(1);
    market.send(List.of(trade("BTCUSDT").id(1).at("00:00:10").json()));
    market.ingest();
    market.buildCandlesUntil("2024-01-02T00:01:00Z");
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    IngestState read =
        IngestState.of(market.lake().table("trades", References.STAGING)).orElseThrow();
    PartitionState partition = read.partitions().get(0);
    IngestState claimed =
        new IngestState(
            read.queryId(),
            read.epochId() + 1,
            read.topic(),
            read.topicId(),
            new TreeMap<>(
                Map.of(
                    0,
                    new PartitionState(
                        partition.start(),
                        partition.end() + 10,
                        0,
                        partition.newestMicros(),
                        false))),
            read.counts().plus(new IngestCounts(10, 0, 0, 10)),
            read.spreadFor());
    CommitMetadata.withCommitProperties(
        claimed.toProperties(),
        () -> {
          sql(market, "UPDATE %s SET price = price WHERE trade_id = '1'", "trades");
          return null;
        },
        RuntimeException.class);
    market.buildCandles();

    assertThat(market.publish().failures())
        .containsExactly(
            new Finding(
                "trades", "offsets_in_kafka", "partition 0", "read up to 11", "<= 1", false));
  }

  @ParameterizedTest
  @EnumSource(
      value = OffsetsPolicy.class,
      names = {"COMPACTED", "TRANSACTIONAL"})
  void skippedOffsetThatHeldARecordIsFound(OffsetsPolicy policy) {
    Market market =
        Market.open(
            1,
            "      - property: format\n",
            "      - property: offsets\n        value: %s\n      - property: format\n"
                .formatted(policy.label()));
    market.sendAndCommit(
        List.of(
            trade("BTCUSDT").id(1).at("00:00:10").json(),
            trade("BTCUSDT").id(2).at("00:00:20").json()));
    market.sendAndAbort(List.of(trade("BTCUSDT").id(3).at("00:00:30").json()));
    market.ingest();
    market.buildCandles();

    PublishReport honest = market.publish();

    assertThat(honest.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(skipped(honest))
        .containsExactly(
            new Finding(
                "trades",
                "offsets_skipped",
                "increment",
                "3 of 3 offsets without a record, counted again",
                "no record there",
                true));

    market.sendAndCommit(
        List.of(
            trade("BTCUSDT").id(4).at("00:02:10").json(),
            trade("BTCUSDT").id(5).at("00:03:10").json()));
    market.ingest();
    lose(market, "4");
    market.buildCandles();

    PublishReport lost = market.publish();

    assertThat(lost.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(lost.failures())
        .containsExactly(
            new Finding(
                "trades",
                "offsets_skipped",
                "partition 0, offsets 5 to 7",
                "2 records in Kafka",
                policy == OffsetsPolicy.COMPACTED ? "<= 1" : "= 1",
                false));
  }

  /** Takes a row out, and says in the counts that there never was a record. */
  private static void lose(Market market, String id) {
    IngestState state =
        IngestState.of(market.lake().table("trades", References.STAGING)).orElseThrow();
    PartitionState read = state.partitions().get(0);
    IngestCounts counts = state.counts();
    IngestState without =
        new IngestState(
            state.queryId(),
            state.epochId(),
            state.topic(),
            state.topicId(),
            new TreeMap<>(
                Map.of(
                    0,
                    new PartitionState(
                        read.start(),
                        read.end(),
                        read.skipped() + 1,
                        read.newestMicros(),
                        read.backlog()))),
            new IngestCounts(
                counts.read() - 1, counts.accepted() - 1, counts.quarantined(), counts.duplicate()),
            0);
    CommitMetadata.withCommitProperties(
        without.toProperties(),
        () -> {
          sql(market, "DELETE FROM %s WHERE trade_id = '" + id + "'", "trades");
          return null;
        },
        RuntimeException.class);
  }

  private static List<Finding> skipped(PublishReport report) {
    return report.findings().stream()
        .filter(finding -> finding.rule().equals("offsets_skipped"))
        .toList();
  }

  /** Kafka's retention, all at once. */
  private static void forget(Market market) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of("bootstrap.servers", (Object) SharedStack.services().kafkaBootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(
                  new TopicPartition(market.topic(), 0), RecordsToDelete.beforeOffset(-1),
                  new TopicPartition(market.topic(), 1), RecordsToDelete.beforeOffset(-1)))
          .all()
          .get();
    }
  }

  private static void sql(Market market, String statement, String table) {
    market.lake().spark().sql(statement.formatted(market.staged(table)));
  }
}
