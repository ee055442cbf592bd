package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.ContentKey;
import org.projectnessie.model.IcebergTable;
import org.projectnessie.model.LogResponse.LogEntry;
import org.projectnessie.model.Operation;

class MainLogTest {
  @Test
  void publishesOfOtherNamespacesArePassedAndTheirNumbersAreTaken() {
    MainLog log =
        MainLog.of(
            Stream.of(publish(7, "other"), publish(6, "market"), byHand("market", 5)), "market");
    assertThat(log.number()).isEqualTo(7);
    assertThat(MainLog.number(log.last().orElseThrow())).isEqualTo(6);
    assertThat(log.foreign()).isEmpty();
  }

  @Test
  void aChangeByHandSinceTheNewestPublishIsForeign() {
    LogEntry change = byHand("market", 5);
    MainLog log =
        MainLog.of(Stream.of(publish(7, "other"), change, publish(6, "market")), "market");
    assertThat(log.foreign()).contains(change);
  }

  @Test
  void aNewEmptyTableAndAnotherNamespaceAreNoChange() {
    MainLog log = MainLog.of(Stream.of(byHand("market", -1), byHand("other", 5)), "market");
    assertThat(log).isEqualTo(new MainLog(log.last(), log.foreign(), 0));
    assertThat(log.last()).isEmpty();
    assertThat(log.foreign()).isEmpty();
  }

  @Test
  void aDroppedTableIsAChange() {
    LogEntry dropped =
        entry(Map.of(), List.of(Operation.Delete.of(ContentKey.of("market", "trades"))));
    assertThat(MainLog.of(Stream.of(dropped), "market").foreign()).contains(dropped);
  }

  private static LogEntry publish(long number, String namespace) {
    return entry(
        Map.of(MainLog.PUBLISH, Long.toString(number), MainLog.NAMESPACE, namespace),
        List.of(put(namespace, number)));
  }

  private static LogEntry byHand(String namespace, long snapshot) {
    return entry(Map.of(), List.of(put(namespace, snapshot)));
  }

  private static Operation put(String namespace, long snapshot) {
    return Operation.Put.of(
        ContentKey.of(namespace, "trades"), IcebergTable.of("s3://x", snapshot, 0, 0, 0, "id"));
  }

  private static LogEntry entry(Map<String, String> properties, List<Operation> operations) {
    return LogEntry.builder()
        .commitMeta(
            CommitMeta.builder().message("m").hash("00").putAllProperties(properties).build())
        .operations(operations)
        .build();
  }
}
