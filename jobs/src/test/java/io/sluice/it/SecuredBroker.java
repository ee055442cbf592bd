package io.sluice.it;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A broker that takes SASL over TLS only, PLAIN or SCRAM-SHA-512, with a certificate made for it.
 */
final class SecuredBroker implements AutoCloseable {
  static final String PASSWORD = "planted-broker-password";
  private static final String STORE_PASSWORD = "planted-store-password";
  private static final String SCRAM_LOGIN =
      "org.apache.kafka.common.security.scram.ScramLoginModule required;";
  private static final String CLUSTER = "c2x1aWNlLXNlY3VyZWQtMQ";

  private final Path folder;
  private final int port = FreePort.find();
  private final Process process;

  SecuredBroker(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    makeCertificate();
    Files.writeString(folder.resolve("server.properties"), serverProperties());
    Files.writeString(clientFile(), clientProperties("PLAIN", "plain.PlainLoginModule", "sluice"));
    Files.writeString(
        scramFile(), clientProperties("SCRAM-SHA-512", "scram.ScramLoginModule", "hashed"));
    run(
        java(
            "kafka.tools.StorageTool",
            "format",
            "--cluster-id",
            CLUSTER,
            "--config",
            folder.resolve("server.properties").toString(),
            "--add-scram",
            "SCRAM-SHA-512=[name=hashed,password=" + PASSWORD + "]"));
    this.process =
        started(java("kafka.Kafka", folder.resolve("server.properties").toString()), "server.log");
    try {
      await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(this::answers);
    } catch (ConditionTimeoutException e) {
      close();
      throw new IllegalStateException(Files.readString(folder.resolve("server.log")), e);
    }
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** What a client needs, as a file for Sluice's option. */
  Path clientFile() {
    return folder.resolve("client.properties");
  }

  /** The same for a user whose password the broker does not have. */
  Path scramFile() {
    return folder.resolve("scram.properties");
  }

  private boolean answers() throws Exception {
    java.util.Properties properties = new java.util.Properties();
    try (var reader = Files.newBufferedReader(clientFile())) {
      properties.load(reader);
    }
    properties.put("bootstrap.servers", bootstrapServers());
    properties.put("default.api.timeout.ms", "2000");
    properties.put("request.timeout.ms", "1000");
    try (Admin admin = Admin.create(properties)) {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    }
  }

  private void makeCertificate() throws IOException, InterruptedException {
    run(
        List.of(
            keytool(),
            "-genkeypair",
            "-alias",
            "broker",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "SAN=ip:127.0.0.1,dns:localhost",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            folder.resolve("broker.p12").toString(),
            "-storepass",
            STORE_PASSWORD));
    run(
        List.of(
            keytool(),
            "-exportcert",
            "-rfc",
            "-alias",
            "broker",
            "-keystore",
            folder.resolve("broker.p12").toString(),
            "-storepass",
            STORE_PASSWORD,
            "-file",
            folder.resolve("broker.pem").toString()));
  }

  private String serverProperties() {
    int controller = FreePort.find();
    String jaas =
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"sluice\""
            + " password=\"%s\" user_sluice=\"%s\";".formatted(PASSWORD, PASSWORD);
    return """
        process.roles=broker,controller
        node.id=1
        controller.listener.names=CONTROLLER
        controller.quorum.voters=1@127.0.0.1:%1$d
        listeners=SASL_SSL://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
        advertised.listeners=SASL_SSL://127.0.0.1:%2$d
        listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=SASL_SSL
        sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
        sasl.mechanism.inter.broker.protocol=PLAIN
        listener.name.sasl_ssl.plain.sasl.jaas.config=%3$s
        listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=%6$s
        ssl.keystore.type=PKCS12
        ssl.keystore.location=%4$s/broker.p12
        ssl.keystore.password=%5$s
        ssl.truststore.type=PEM
        ssl.truststore.location=%4$s/broker.pem
        log.dirs=%4$s/data
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        message.max.bytes=20000000
        """
        .formatted(controller, port, jaas, folder, STORE_PASSWORD, SCRAM_LOGIN);
  }

  private String clientProperties(String mechanism, String module, String user) {
    return """
        security.protocol=SASL_SSL
        sasl.mechanism=%s
        sasl.jaas.config=org.apache.kafka.common.security.%s required \
        username="%s" password="%s";
        ssl.truststore.type=PEM
        ssl.truststore.location=%s
        """
        .formatted(mechanism, module, user, PASSWORD, folder.resolve("broker.pem"));
  }

  private static String keytool() {
    return Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
  }

  private static List<String> java(String mainClass, String... arguments) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of(System.getProperty("sluice.local.jars"), "kafka") + File.separator + "*",
                mainClass));
    command.addAll(List.of(arguments));
    return command;
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Process ended = started(command, "made.log");
    if (!ended.waitFor(60, TimeUnit.SECONDS) || ended.exitValue() != 0) {
      throw new IllegalStateException(
          "Cannot make a secured broker: " + Files.readString(folder.resolve("made.log")));
    }
  }

  private Process started(List<String> command, String log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("LC_ALL", "C"));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
    return builder.start();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
