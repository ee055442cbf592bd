package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A Kafka broker that is its own controller (KRaft). */
final class KafkaLaunch {
  private static final int FORMAT_SECONDS = 60;

  private final LocalOptions options;
  private final StackFiles files;
  private final String classPath;

  KafkaLaunch(LocalOptions options, StackFiles files) {
    this.options = options;
    this.files = files;
    this.classPath = new ServiceJars(options.jars()).kafkaClassPath();
  }

  ServiceLaunch launch() {
    List<String> command =
        List.of(
            java(),
            "-Xmx768m",
            "-Duser.timezone=UTC",
            "-Dlog4j2.configurationFile=" + log4j(),
            "-cp",
            classPath,
            "kafka.Kafka",
            properties().toString());
    return new ServiceLaunch(
        Service.KAFKA, command, Map.of(), this::prepare, Health.of(Service.KAFKA));
  }

  private void prepare() {
    Configuration.copy("kafka/log4j2.xml", log4j());
    Configuration.writeProperties("kafka/server.properties", added(), properties());
    if (!Files.exists(files.data(Service.KAFKA).resolve("meta.properties"))) {
      format();
    }
  }

  private Map<String, String> added() {
    Ports ports = options.ports();
    String broker = "PLAINTEXT://127.0.0.1:" + ports.kafka();
    String controller = "127.0.0.1:" + ports.kafkaController();
    Map<String, String> added = new LinkedHashMap<>();
    added.put("listeners", broker + ",CONTROLLER://" + controller);
    added.put("advertised.listeners", broker);
    added.put("controller.quorum.voters", "1@" + controller);
    added.put("log.dirs", files.data(Service.KAFKA).toString());
    added.put("num.partitions", Integer.toString(options.kafkaPartitions()));
    return added;
  }

  /** Gives the empty data folder its cluster id; a broker refuses to start without one. */
  private void format() {
    List<String> command =
        List.of(
            java(),
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=" + log4j(),
            "-cp",
            classPath,
            "kafka.tools.StorageTool",
            "format",
            "--ignore-formatted",
            "--cluster-id",
            clusterId(),
            "--config",
            properties().toString());
    File log = files.log(Service.KAFKA).toFile();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    try {
      Process process = builder.start();
      try {
        if (!process.waitFor(FORMAT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
          throw new SluiceException(
              "Cannot start Kafka: its data folder cannot be formatted: see " + log);
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new SluiceException("Cannot start Kafka: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException("Cannot start Kafka: interrupted", e);
    }
  }

  /** Kafka's form of a random id: 16 bytes in Base64, never with a dash in front. */
  private static String clusterId() {
    UUID uuid = UUID.randomUUID();
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    return id.startsWith("-") ? "A" + id.substring(1) : id;
  }

  private String java() {
    return options.javaHomes().services().resolve("bin/java").toString();
  }

  private Path properties() {
    return files.configuration("kafka.properties");
  }

  private Path log4j() {
    return files.configuration("kafka-log4j2.xml");
  }
}
