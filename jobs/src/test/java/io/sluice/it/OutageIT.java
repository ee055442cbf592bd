package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.local.Service;
import io.sluice.state.IngestCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each service in turn goes down under a running pipeline and comes back on the same port. */
@Tag("acceptance")
class OutageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration OUTAGE = Duration.ofSeconds(6);
  private static final String GOES_ON = "goes on";
  private static final Pattern CHANGE =
      Pattern.compile("WARN Trouble: (.*?) (failed, trying again: .*|" + GOES_ON + ")");

  private final Market market = Market.open(2);
  private int sent;

  @Test
  void theDriverStaysUpSaysSoOnceAndGoesOnByItself() {
    try (Driver run =
        Driver.start(
            market,
            Map.of(),
            "run",
            "--publish-every",
            "1s",
            "--trigger-interval",
            "500ms",
            "--checkpoint",
            market.checkpoint().toUri().toString())) {
      send();
      awaitPublished(run);
      // Kafka's clients wait for a broker by themselves; without the others something must fail.
      outage(run, Service.KAFKA);
      assertThat(run.log()).doesNotContain("Publish failed", "Candles of trades failed");
      outage(run, Service.NESSIE);
      assertThat(run.log()).contains("Candles of trades failed, trying again: ");
      outage(run, Service.S3);
      assertThat(run.log()).contains("Ingest of trades failed, trying again: ");
      run.stop();
      assertThat(run.exitCode()).as(run::log).isEqualTo(143);
    }
    assertThat(market.counts()).isEqualTo(new IngestCounts(sent, sent, 0, 0));
    assertThat(market.count("SELECT count(DISTINCT trade_id) FROM " + market.table("trades")))
        .isEqualTo(sent);
    market.buildCandles();
    assertThat(market.publish().failures()).isEmpty();
  }

  private void outage(Driver run, Service service) {
    SharedStack.services().stop(service);
    try {
      if (service != Service.KAFKA) {
        send();
      }
      await().pollDelay(OUTAGE).atMost(PATIENCE).until(run::isAlive);
    } finally {
      SharedStack.services().start(service);
    }
    send();
    awaitPublished(run);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stillFailing(run.log())).as(run::log).isEmpty());
    assertThat(run.isAlive()).as(run::log).isTrue();
  }

  private void send() {
    market.send(
        IntStream.range(sent, sent + 20)
            .mapToObj(
                id ->
                    trade(id % 2 == 0 ? "BTCUSDT" : "ETHUSDT")
                        .id(id)
                        .at("%02d:%02d:10".formatted(id / 60, id % 60))
                        .json())
            .toList());
    sent += 20;
  }

  private void awaitPublished(Driver run) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(market.count("SELECT count(*) FROM " + market.table("trades")))
                    .as(run::log)
                    .isEqualTo(sent));
  }

  /** The parts of the driver that last said that they fail; the same line never comes twice. */
  private static List<String> stillFailing(String log) {
    Map<String, String> last = new TreeMap<>();
    log.lines()
        .map(CHANGE::matcher)
        .filter(Matcher::find)
        .forEach(
            change ->
                assertThat(last.put(change.group(1), change.group(2)))
                    .as(log)
                    .isNotEqualTo(change.group(2)));
    return last.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(GOES_ON))
        .map(Map.Entry::getKey)
        .toList();
  }
}
