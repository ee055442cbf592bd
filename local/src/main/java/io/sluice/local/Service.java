package io.sluice.local;

import java.util.Locale;

/** A part of the local stack. */
public enum Service {
  KAFKA("Kafka"),
  NESSIE("Nessie"),
  S3("the S3 store");

  private final String title;

  Service(String title) {
    this.title = title;
  }

  /** The name in sentences: {@code Kafka}. */
  public String title() {
    return title;
  }

  /** The name in files, options and reports: {@code kafka}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
