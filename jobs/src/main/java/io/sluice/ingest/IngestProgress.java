package io.sluice.ingest;

import java.io.PrintWriter;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Tells how ingest gets on: a line for each micro-batch that read something. */
public final class IngestProgress extends StreamingQueryListener {
  private final PrintWriter out;

  public IngestProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress progress = event.progress();
    if (progress.numInputRows() == 0) {
      return;
    }
    String lag =
        progress.sources().length == 0
            ? "?"
            : progress.sources()[0].metrics().getOrDefault("maxOffsetsBehindLatest", "?");
    out.printf(
        "Ingest: batch %d, %,d records, %,.0f records/s, lag %s%n",
        progress.batchId(), progress.numInputRows(), progress.processedRowsPerSecond(), lag);
    out.flush();
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}
