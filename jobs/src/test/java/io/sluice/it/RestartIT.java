package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.lake.IngestCounts;
import io.sluice.lake.LakeException;
import io.sluice.local.Service;
import io.sluice.wap.PublishReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartIT {
  @Test
  void ingestGoesOnFromTheTableWhereItsCheckpointIsLost() throws IOException {
    Market market = Market.open(2).maxOffsetsPerTrigger(40);
    market.send(trades(1, 100));
    market.send(List.of("{}"));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(101, 100, 1, 0));
    delete(market.checkpoint());
    market.send(trades(101, 150));
    assertThat(market.ingest()).isEqualTo(new IngestCounts(151, 150, 1, 0));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.count("SELECT count(*) FROM " + market.table("trades"))).isEqualTo(150);
    assertThat(market.count("SELECT count(*) FROM " + market.table("quarantine"))).isEqualTo(1);
  }

  @Test
  void nothingIsLostOrDoubledWhenTheStoreFailsInTheMiddle() {
    Market market = Market.open(2).maxOffsetsPerTrigger(50);
    market.send(trades(1, 100));
    market.ingest();
    market.send(trades(101, 200));
    SharedStack.services().stop(Service.S3);
    try {
      assertThatThrownBy(market::ingest).isInstanceOf(LakeException.class);
    } finally {
      SharedStack.services().start(Service.S3);
    }
    assertThat(market.ingest()).isEqualTo(new IngestCounts(200, 200, 0, 0));
    market.buildCandles();
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.count("SELECT count(DISTINCT trade_id) FROM " + market.table("trades")))
        .isEqualTo(200);
  }

  private static List<String> trades(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(
            id ->
                trade(id % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                    .id(id)
                    .at("00:%02d:10".formatted(id % 60))
                    .json())
        .toList();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
