package io.sluice.local;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of all verbs: which stack is meant. */
final class StackOptions {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Folder under which .sluice holds data and logs. Default: the clone's folder.")
  private Path home;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Kafka's port. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(
      names = "--kafka-controller-port",
      paramLabel = "PORT",
      description = "Port of Kafka's controller. Default: Kafka's port + 1.")
  private Integer kafkaControllerPort;

  @Option(
      names = "--nessie-port",
      paramLabel = "PORT",
      defaultValue = "19120",
      description = "Nessie's port. Default: ${DEFAULT-VALUE}.")
  private int nessiePort;

  @Option(
      names = "--nessie-management-port",
      paramLabel = "PORT",
      description = "Port of Nessie's health and metrics. Default: Nessie's port + 1.")
  private Integer nessieManagementPort;

  @Option(
      names = "--s3-port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description = "The S3 store's port. Default: ${DEFAULT-VALUE}.")
  private int s3Port;

  Path home() {
    return home.toAbsolutePath().normalize();
  }

  Ports ports() {
    return new Ports(
        kafkaPort,
        kafkaControllerPort == null ? kafkaPort + 1 : kafkaControllerPort,
        nessiePort,
        nessieManagementPort == null ? nessiePort + 1 : nessieManagementPort,
        s3Port);
  }

  /** Enough to look at a stack and to stop it; what only a start needs is left as usual. */
  LocalOptions toLookAt() {
    Path java = Jdk.current().home();
    return new LocalOptions(
        home(),
        ServiceJars.usualFolder(),
        ports(),
        S3Options.of(S3Kind.S3PROXY, Optional.empty()),
        new JavaHomes(java, java),
        LocalOptions.USUAL_KAFKA_PARTITIONS,
        LocalOptions.USUAL_START_WITHIN);
  }
}
