package io.sluice.it;

import io.sluice.audit.Records;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.kafka.KafkaCluster;
import io.sluice.lake.LakeConfig;
import io.sluice.local.LocalOptions;
import io.sluice.local.LocalStack;
import io.sluice.local.S3Options;
import io.sluice.publish.KafkaRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The one real stack of all integration tests: started at the first use, stopped with the JVM. */
final class SharedStack {
  private static final SharedStack STACK = new SharedStack();

  private final LocalStack services;
  private final Path home;
  private final KafkaAdmin kafka;
  private final KafkaRecords records;

  private SharedStack() {
    try {
      this.home = Files.createTempDirectory("sluice-it");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.services = new LocalStack(withPlantedKeys(LocalOptions.onFreePorts(home)));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  closeKafka();
                  services.down();
                  services.wipe();
                  delete(home);
                }));
    services.up();
    this.kafka = KafkaAdmin.of(KafkaCluster.at(services.kafkaBootstrapServers()));
    this.records = new KafkaRecords(kafka);
  }

  /** Keys that stand nowhere else: a test can look for them in all that is written. */
  private static LocalOptions withPlantedKeys(LocalOptions usual) {
    S3Options store = usual.s3();
    return new LocalOptions(
        usual.home(),
        usual.jars(),
        usual.ports(),
        new S3Options(store.kind(), store.minio(), "planted-access-key", "planted-secret-key"),
        usual.javaHomes(),
        usual.kafkaPartitions(),
        usual.startWithin());
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete: " + folder, e);
    }
  }

  static LocalStack services() {
    return STACK.services;
  }

  private void closeKafka() {
    if (records != null) {
      records.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  /** The one admin client of all tests. */
  static KafkaAdmin kafka() {
    return STACK.kafka;
  }

  /** What audits compare rows with. */
  static Records records() {
    return STACK.records;
  }

  /** A folder for checkpoints and files. */
  static Path home() {
    return STACK.home;
  }

  static LakeConfig lake(String namespace) {
    return lake(namespace, services().nessieUri());
  }

  /** The same lake with Nessie at another address. */
  static LakeConfig lake(String namespace, String nessieUri) {
    LocalStack services = services();
    return new LakeConfig(
        nessieUri,
        "s3://sluice/warehouse",
        services.s3Endpoint(),
        "us-east-1",
        services.s3AccessKey(),
        services.s3SecretKey(),
        namespace);
  }
}
