package io.sluice.ingest;

/**
 * The same record came in two Kafka partitions, so that two tasks took it for new. Nothing was
 * committed; the query restarts with its rows spread by identity.
 */
final class IdentitiesSpanTasksException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IdentitiesSpanTasksException() {
    super("The same record came in two Kafka partitions");
  }
}
