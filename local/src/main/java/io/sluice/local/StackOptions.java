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
      description = "Kafka's port. Default: where it runs, else 9092.")
  private Integer kafkaPort;

  @Option(
      names = "--kafka-controller-port",
      paramLabel = "PORT",
      description = "Port of Kafka's controller. Default: Kafka's port + 1.")
  private Integer kafkaControllerPort;

  @Option(
      names = "--nessie-port",
      paramLabel = "PORT",
      description = "Nessie's port. Default: where it runs, else 19120.")
  private Integer nessiePort;

  @Option(
      names = "--nessie-management-port",
      paramLabel = "PORT",
      description = "Port of Nessie's health and metrics. Default: Nessie's port + 1.")
  private Integer nessieManagementPort;

  @Option(
      names = "--s3-port",
      paramLabel = "PORT",
      description = "The S3 store's port. Default: where it runs, else 9000.")
  private Integer s3Port;

  Path home() {
    return home.toAbsolutePath().normalize();
  }

  Ports ports() {
    int kafka = port(Service.KAFKA, kafkaPort);
    int nessie = port(Service.NESSIE, nessiePort);
    return new Ports(
        kafka,
        kafkaControllerPort == null ? kafka + 1 : kafkaControllerPort,
        nessie,
        nessieManagementPort == null ? nessie + 1 : nessieManagementPort,
        port(Service.S3, s3Port));
  }

  /** The port that was asked for, else where the service runs, else where it usually does. */
  private int port(Service service, Integer asked) {
    return asked != null
        ? asked
        : RunFile.read(new StackFiles(home()).run(service))
            .filter(run -> run.process().isPresent())
            .map(RunFile::port)
            .orElse(Ports.USUAL.of(service));
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
