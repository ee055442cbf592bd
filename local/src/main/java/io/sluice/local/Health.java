package io.sluice.local;

/** Asks a service a question that only a working one answers. */
@FunctionalInterface
interface Health {
  /** Whether the service on this port of 127.0.0.1 answers as it should; never throws. */
  boolean answers(int port);

  /** The question for each kind of service. */
  static Health of(Service service) {
    return switch (service) {
      case KAFKA -> new KafkaHealth();
      case NESSIE -> new HttpHealth("/api/v2/config", status -> status == 200);
      // Without credentials a store says 403: it is there. 503 is MinIO still reading its disks.
      case S3 -> new HttpHealth("/", status -> status < 500);
    };
  }
}
