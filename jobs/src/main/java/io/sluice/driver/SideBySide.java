package io.sluice.driver;

import io.sluice.ingest.IngestQuery;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Ingest of several datasets, each on a thread of its own, until all have ended. */
public final class SideBySide {
  private final Map<String, IngestQuery> queries;

  /**
   * Not started yet.
   *
   * @param queries by dataset
   */
  public SideBySide(Map<String, IngestQuery> queries) {
    this.queries = Map.copyOf(queries);
  }

  /** Runs all; where one fails the others are stopped, and its failure is thrown. */
  public void run() {
    ExecutorService threads = Executors.newFixedThreadPool(queries.size());
    try {
      Stream<CompletableFuture<Void>> running =
          queries.values().stream()
              .map(query -> CompletableFuture.runAsync(() -> runOrStopAll(query), threads));
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    } finally {
      threads.shutdown();
    }
  }

  private void runOrStopAll(IngestQuery query) {
    try {
      query.run();
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
  }

  /** Asks all to end. */
  public void stop() {
    queries.values().forEach(IngestQuery::stop);
  }
}
