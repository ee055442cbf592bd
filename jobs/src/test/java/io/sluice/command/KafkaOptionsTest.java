package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.base.EnvironmentDefaults;
import io.sluice.kafka.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** How Kafka's clients are set from the command line, a file and the environment. */
final class KafkaOptionsTest {
  private static final String PLANTED = "planted-s3cret";

  @TempDir private Path folder;

  @Test
  void aPropertyOfTheCommandLineWinsOverTheFile() throws IOException {
    Path file =
        file(
            """
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            client.id=file
            """);

    KafkaCluster cluster =
        cluster(
            Map.of(),
            "--kafka-properties-file",
            file.toString(),
            "--kafka-property",
            "client.id=a=b");

    assertThat(cluster.properties())
        .containsOnly(
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.mechanism", "SCRAM-SHA-512"),
            Map.entry("client.id", "a=b"));
    assertThat(cluster.sourceOptions())
        .containsOnly(
            Map.entry("kafka.bootstrap.servers", "127.0.0.1:9092"),
            Map.entry("kafka.security.protocol", "SASL_SSL"),
            Map.entry("kafka.sasl.mechanism", "SCRAM-SHA-512"),
            Map.entry("kafka.client.id", "a=b"));
    assertThat(cluster.client(Map.of("client.id", "usual", "acks", "all")))
        .containsEntry("client.id", "a=b")
        .containsEntry("acks", "all")
        .containsEntry("bootstrap.servers", "127.0.0.1:9092");
  }

  @Test
  void theEnvironmentNamesTheFileAndAProperty() throws IOException {
    Path file = file("sasl.mechanism=PLAIN\n");

    assertThat(
            cluster(
                    Map.of(
                        "SLUICE_KAFKA_PROPERTIES_FILE",
                        file.toString(),
                        "SLUICE_KAFKA_PROPERTY",
                        "security.protocol=SSL"))
                .properties())
        .containsOnly(Map.entry("sasl.mechanism", "PLAIN"), Map.entry("security.protocol", "SSL"));
  }

  @Test
  void whatExactlyOnceRestsOnIsRefusedAllAtOnce() throws IOException {
    Path file = file("isolation.level=read_uncommitted\nvalue.serializer=x.Y\n");

    assertThatThrownBy(
            () ->
                cluster(
                    Map.of(),
                    "--kafka-properties-file",
                    file.toString(),
                    "--kafka-property",
                    "bootstrap.servers=other:9092",
                    "--kafka-property",
                    "acks=1"))
        .isInstanceOf(ParameterException.class)
        .hasMessage(
            "Cannot use Kafka properties:"
                + " acks cannot be set: feed sends each record once and in order;"
                + " bootstrap.servers cannot be set: it is --kafka-bootstrap-servers;"
                + " isolation.level cannot be set: ingest reads committed records only;"
                + " value.serializer cannot be set: records are bytes as they come");
  }

  @Test
  void aPropertyThatNoClientHasIsRefused() {
    assertThatThrownBy(() -> cluster(Map.of(), "--kafka-property", "security.protcol=SSL"))
        .hasMessage(
            "Cannot use Kafka properties: no Kafka client has the property security.protcol");
  }

  @Test
  void aValueThatKafkaCannotUseIsRefused() {
    assertThatThrownBy(() -> cluster(Map.of(), "--kafka-property", "security.protocol=TLS"))
        .hasMessageContaining("security.protocol");
  }

  @Test
  void noMessageHoldsASecret() {
    assertThatThrownBy(() -> cluster(Map.of(), "--kafka-property", PLANTED))
        .hasMessage("Cannot use Kafka properties: --kafka-property must be KEY=VALUE");
    // The space makes Kafka take the second part of the password for an option of its own.
    assertThatThrownBy(
            () ->
                cluster(
                    Map.of(),
                    "--kafka-property",
                    "sasl.jaas.config=a.Module required password=half " + PLANTED + ";"))
        .hasMessage(
            "Cannot use Kafka properties: sasl.jaas.config cannot be read: must be LoginModule"
                + " required KEY=\"VALUE\" ...;")
        .hasNoCause();
    assertThat(new KafkaCluster("a:1", Map.of("ssl.key.password", PLANTED)))
        .hasToString("Kafka at a:1");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = folder.resolve("none.properties");

    assertThatThrownBy(() -> cluster(Map.of(), "--kafka-properties-file", none.toString()))
        .hasMessage(
            "Cannot read --kafka-properties-file: no readable properties in UTF-8: " + none);
  }

  private Path file(String lines) throws IOException {
    return Files.writeString(folder.resolve("client.properties"), lines);
  }

  private static KafkaCluster cluster(Map<String, String> environment, String... arguments) {
    Verb verb = new Verb();
    new CommandLine(verb)
        .setDefaultValueProvider(new EnvironmentDefaults(environment))
        .parseArgs(arguments);
    return verb.kafka.cluster();
  }

  /** A verb with these options alone. */
  @Command
  private static final class Verb {
    @Mixin private KafkaOptions kafka;
  }
}
