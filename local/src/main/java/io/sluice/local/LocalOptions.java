package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that makes a local stack what it is.
 *
 * @param home the folder under which {@code .sluice/} holds data, logs and run files
 * @param jars the folder with the services' jars, {@code local/target} of a build
 * @param ports where the services listen, on 127.0.0.1
 * @param s3 the S3 store
 * @param javaHomes the Java installations that run the services
 * @param kafkaPartitions partitions of a topic that is created by its first record
 * @param startWithin how long each service may take until it answers
 */
public record LocalOptions(
    Path home,
    Path jars,
    Ports ports,
    S3Options s3,
    JavaHomes javaHomes,
    int kafkaPartitions,
    Duration startWithin) {

  public static final int USUAL_KAFKA_PARTITIONS = 4;
  public static final Duration USUAL_START_WITHIN = Duration.ofSeconds(90);

  /** System property by which a test run chooses the S3 store of {@link #onFreePorts(Path)}. */
  public static final String S3_PROPERTY = "sluice.s3";

  public LocalOptions {
    home = home.toAbsolutePath().normalize();
    jars = jars.toAbsolutePath().normalize();
    if (kafkaPartitions < 1) {
      throw new SluiceException(
          "Cannot start Kafka: --kafka-partitions must be 1 or more: " + kafkaPartitions);
    }
  }

  /**
   * A stack for tests: ports that are free now, the Java installations of {@link JavaHomes#of}, and
   * the S3 store that the system property {@code sluice.s3} names ({@code s3proxy} where it is
   * unset).
   *
   * @throws SluiceException where no Java for Nessie, no jars or no MinIO binary is found
   */
  public static LocalOptions onFreePorts(Path home) {
    return onFreePorts(home, S3Kind.of(System.getProperty(S3_PROPERTY, S3Kind.S3PROXY.id())));
  }

  /** {@link #onFreePorts(Path)} with the S3 store named. */
  public static LocalOptions onFreePorts(Path home, S3Kind kind) {
    Path jars = ServiceJars.usualFolder();
    Optional<Path> minio =
        kind == S3Kind.MINIO ? MinioFinder.find(minioRoots(home, jars)) : Optional.empty();
    return new LocalOptions(
        home,
        jars,
        Ports.free(),
        S3Options.of(kind, minio),
        JavaHomes.of(System.getenv()),
        USUAL_KAFKA_PARTITIONS,
        USUAL_START_WITHIN);
  }

  /** Where {@code make minio} may have put its binary: the home, or the clone the jars are in. */
  static List<Path> minioRoots(Path home, Path jars) {
    return List.of(home, jars.resolve("../..").normalize());
  }

  public LocalOptions withPorts(Ports newPorts) {
    return new LocalOptions(home, jars, newPorts, s3, javaHomes, kafkaPartitions, startWithin);
  }

  public LocalOptions withStartWithin(Duration newStartWithin) {
    return new LocalOptions(home, jars, ports, s3, javaHomes, kafkaPartitions, newStartWithin);
  }
}
