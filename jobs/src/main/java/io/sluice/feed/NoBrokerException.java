package io.sluice.feed;

/** No Kafka broker answers; trying again later can succeed (exit code 20). */
public final class NoBrokerException extends FeedException {
  private static final long serialVersionUID = 1L;

  NoBrokerException(String topic, String reason, Throwable cause) {
    super("Cannot feed topic " + topic + ": " + reason, cause);
  }
}
