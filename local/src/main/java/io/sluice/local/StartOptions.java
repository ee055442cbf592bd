package io.sluice.local;

import io.sluice.base.Durations;
import io.sluice.failure.SluiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that only starting needs. */
final class StartOptions {
  @Option(
      names = "--kafka-partitions",
      paramLabel = "N",
      defaultValue = "" + LocalOptions.USUAL_KAFKA_PARTITIONS,
      description =
          "Partitions of a topic that its first record creates. Default: ${DEFAULT-VALUE}.")
  private int kafkaPartitions;

  @Option(
      names = "--s3-store",
      paramLabel = "minio|s3proxy",
      description =
          "The S3 store. Default: the one whose data is here, else MinIO where there is a binary,"
              + " else S3Proxy.")
  private S3Kind s3Store;

  @Option(
      names = "--minio-bin",
      paramLabel = "FILE",
      defaultValue = "",
      description = "MinIO's binary. Default: minio on the PATH, else .bin/minio.")
  private String minioBin;

  @Option(
      names = "--s3-access-key",
      paramLabel = "KEY",
      defaultValue = S3Options.USUAL_ACCESS_KEY,
      description = "Access key of the S3 store. Default: ${DEFAULT-VALUE}.")
  private String s3AccessKey;

  @Option(
      names = "--s3-secret-key",
      paramLabel = "KEY",
      defaultValue = S3Options.USUAL_SECRET_KEY,
      description = "Secret key of the S3 store. Default: ${DEFAULT-VALUE}.")
  private String s3SecretKey;

  @Option(
      names = "--java-home",
      paramLabel = "DIR",
      description = "Java for Kafka and S3Proxy, 17 or later. Default: the one that runs this.")
  private Path javaHome;

  @Option(
      names = "--nessie-java-home",
      paramLabel = "DIR",
      description =
          "Java for Nessie, 21 or later. Default: the one that runs this; the launcher looks for one.")
  private Path nessieJavaHome;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "90s",
      converter = Durations.class,
      description = "How long each service may take until it answers. Default: ${DEFAULT-VALUE}.")
  private Duration startWithin;

  LocalOptions with(StackOptions stack) {
    Path jars = ServiceJars.usualFolder();
    return new LocalOptions(
        stack.home(),
        jars,
        stack.ports(),
        s3(stack.home(), jars),
        javaHomes(),
        kafkaPartitions,
        startWithin);
  }

  private JavaHomes javaHomes() {
    Path own = Jdk.current().home();
    return new JavaHomes(
        javaHome == null ? own : javaHome, nessieJavaHome == null ? own : nessieJavaHome);
  }

  private S3Options s3(Path home, Path jars) {
    Optional<Path> minio =
        MinioFinder.find(
            minioBin,
            System.getenv().getOrDefault("PATH", ""),
            LocalOptions.minioRoots(home, jars));
    StackFiles files = new StackFiles(home);
    boolean minioData = Files.exists(S3Launch.data(files, S3Kind.MINIO));
    boolean s3ProxyData = Files.exists(S3Launch.data(files, S3Kind.S3PROXY));
    S3Kind kind = s3Store;
    if (kind == null) {
      // A binary that appears later must not hide the tables that are here.
      boolean useMinio = minioData || (minio.isPresent() && !s3ProxyData);
      kind = useMinio ? S3Kind.MINIO : S3Kind.S3PROXY;
    } else if (kind == S3Kind.MINIO ? s3ProxyData && !minioData : minioData && !s3ProxyData) {
      throw new SluiceException(
          "Cannot start the S3 store: the data under "
              + files.data(Service.S3)
              + " was written by the other one (remove it with down --wipe): "
              + kind);
    }
    return new S3Options(kind, minio, s3AccessKey, s3SecretKey);
  }
}
