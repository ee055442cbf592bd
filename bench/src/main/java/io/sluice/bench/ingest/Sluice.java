package io.sluice.bench.ingest;

import io.sluice.bench.BenchStack;
import io.sluice.contract.Contract;
import io.sluice.ingest.IngestOptions;
import io.sluice.ingest.IngestQuery;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.Lake;
import io.sluice.lake.LakeInit;
import io.sluice.lake.References;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The ingest that ships: the verb {@code ingest --until-caught-up}, in this JVM. */
final class Sluice implements Contender {
  private final BenchStack stack;
  private final Map<String, String> sparkSettings;
  private final long batchRecords;
  private Lake lake;
  private Contract contract;
  private IngestQuery query;

  Sluice(BenchStack stack, Map<String, String> sparkSettings, long batchRecords) {
    this.stack = stack;
    this.sparkSettings = sparkSettings;
    this.batchRecords = batchRecords;
  }

  @Override
  public String name() {
    return "Sluice";
  }

  @Override
  public void prepare(Contract agreed, String pass) {
    this.contract = agreed;
    this.lake = Lake.open(stack.lake("sluice_" + pass), References.MAIN, sparkSettings);
    new LakeInit(lake).init(agreed);
    this.query =
        new IngestQuery(
            lake,
            agreed,
            new IngestOptions(
                KafkaAdmin.of(KafkaCluster.at(stack.kafka())),
                "kafka",
                stack.folder().resolve("checkpoint-sluice-" + pass).toUri().toString(),
                batchRecords,
                Duration.ofSeconds(2),
                true),
            Clock.systemUTC());
  }

  @Override
  public void run() {
    query.run();
  }

  @Override
  public long rows() {
    long rows = lake.spark().table(lake.name(contract.dataset(), References.STAGING)).count();
    IngestCounts counts =
        IngestState.of(lake.table(contract.dataset(), References.STAGING))
            .map(IngestState::counts)
            .orElse(IngestCounts.ZERO);
    if (counts.read() != rows) {
      throw new IllegalStateException("Cannot measure: not every record became a row: " + counts);
    }
    return rows;
  }
}
