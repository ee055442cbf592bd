package io.sluice.command;

import io.sluice.contract.CandlesPolicy;
import io.sluice.contract.Contract;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import io.sluice.state.Tables;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** What the demo shows while it runs and at its end. */
final class DemoReport {
  private static final long PATIENCE_SECONDS = 120;

  private final PrintWriter out;
  private final Lake lake;
  private final Contract contract;
  private final long startedMillis;
  private final CommandLine command;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private long firstCandleMillis = -1;
  private boolean published;

  DemoReport(CommandLine command, Lake lake, Contract contract, long startedMillis) {
    this.command = command;
    this.out = command.getOut();
    this.lake = lake;
    this.contract = contract;
    this.startedMillis = startedMillis;
  }

  /** Tells of one publish; the first one that brought candles is timed. */
  void published(PublishReport report) {
    if (report.outcome() == PublishReport.Outcome.NOTHING_NEW) {
      return;
    }
    PublishPrinter.print(command, report, false);
    if (report.outcome() != PublishReport.Outcome.PUBLISHED) {
      return;
    }
    published = true;
    if (firstCandleMillis < 0
        && lake.table(CandlesPolicy.DEFAULT_TABLE, References.MAIN).currentSnapshot() != null
        && !lake.spark().table(lake.name(CandlesPolicy.DEFAULT_TABLE, References.MAIN)).isEmpty()) {
      firstCandleMillis = System.currentTimeMillis() - startedMillis;
      out.printf("First published candle %.1f s after the start.%n", firstCandleMillis / 1e3);
      out.flush();
    }
  }

  /** Waits until ingest has read all that is on the topic, or until it is cancelled. */
  void awaitReadAll(KafkaAdmin kafka) {
    try {
      Map<Integer, Long> ends = kafka.describe(contract.topic()).ends();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!hasRead(ends)
          && System.nanoTime() < deadline
          && !cancelled.await(500, TimeUnit.MILLISECONDS)) {
        // Looks again until everything is read.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void cancel() {
    cancelled.countDown();
  }

  private boolean hasRead(Map<Integer, Long> ends) {
    IngestState state = state();
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              IngestState.PartitionState read = state.partitions().get(end.getKey());
              return read == null ? end.getValue() == 0 : read.end() >= end.getValue();
            });
  }

  private IngestState state() {
    return IngestState.of(lake.table(contract.dataset(), References.STAGING))
        .orElse(IngestState.none(contract.topic()));
  }

  /** Prints the tables; true where something was published and everything read accounted for. */
  boolean print() {
    IngestCounts total =
        IngestState.of(lake.table(contract.dataset(), References.MAIN))
            .map(IngestState::counts)
            .orElse(IngestCounts.ZERO);
    show(
        "Latest published candles",
        """
        SELECT symbol, interval, open_time, open, high, low, close, volume, trade_count, revision
        FROM %s WHERE interval = '1m'
        ORDER BY open_time DESC, symbol LIMIT 10
        """
            .formatted(lake.name(CandlesPolicy.DEFAULT_TABLE, References.MAIN)));
    show(
        "Quarantined, by reason",
        "SELECT reason, field, count(*) AS records FROM %s GROUP BY reason, field ORDER BY records DESC"
            .formatted(lake.name("trades" + Tables.QUARANTINE_SUFFIX, References.MAIN)));
    show(
        "Last publishes",
        """
        SELECT publish, audited_at, count(*) AS checks, count_if(passed) AS passed
        FROM %s GROUP BY publish, audited_at ORDER BY publish DESC LIMIT 5
        """
            .formatted(lake.name(Tables.AUDITS, References.MAIN)));
    out.println("Conservation, all that main shows");
    Counts.print(out, total);
    if (firstCandleMillis >= 0) {
      out.printf("First published candle %.1f s after the start.%n", firstCandleMillis / 1e3);
    }
    boolean complete = total.conserved() && total.equals(state().counts());
    if (!published) {
      out.println("Nothing was published.");
    } else if (!complete) {
      out.println("Not everything that was read is published.");
    }
    out.flush();
    return published && complete;
  }

  private void show(String title, String sql) {
    out.println();
    out.println(title);
    RowFormat.table.print(lake.spark().sql(sql), 20, out);
  }
}
