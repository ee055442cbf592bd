package io.sluice.command;

import io.sluice.kafka.KafkaCluster;
import io.sluice.kafka.OwnProperties;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where Kafka is and how its clients are set. */
final class KafkaOptions {
  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*|\\[[0-9a-fA-F:]+]:\\d{1,5}");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--kafka-bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka brokers to ask first. Default: ${DEFAULT-VALUE}.")
  private String bootstrapServers;

  // Texts, not a map: picocli would print a value that it cannot read, and it can be a secret.
  @Option(
      names = "--kafka-property",
      paramLabel = "KEY=VALUE",
      description =
          "A property of all Kafka clients, such as security.protocol=SASL_SSL; can be repeated and"
              + " wins over the file. Secrets are better kept in the file.")
  private List<String> properties = new ArrayList<>();

  @Option(
      names = "--kafka-properties-file",
      paramLabel = "FILE",
      description =
          "Java properties (UTF-8) of all Kafka clients: credentials, certificates, timeouts.")
  private Path file;

  /** The cluster, as Kafka's clients take it. */
  KafkaCluster cluster() {
    if (!SERVERS.matcher(bootstrapServers).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use --kafka-bootstrap-servers: must be HOST:PORT, several with commas between: "
              + bootstrapServers);
    }
    Map<String, String> all = fromFile();
    List<String> problems = new ArrayList<>();
    for (String property : properties) {
      int equals = property.indexOf('=');
      if (equals < 1) {
        problems.add("--kafka-property must be KEY=VALUE");
      } else if (!OwnProperties.isKnown(property.substring(0, equals))) {
        problems.add("no Kafka client has the property " + property.substring(0, equals));
      } else {
        all.put(property.substring(0, equals), property.substring(equals + 1));
      }
    }
    problems.addAll(OwnProperties.problems(all));
    if (!problems.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Cannot use Kafka properties: " + String.join("; ", problems));
    }
    return new KafkaCluster(bootstrapServers, all);
  }

  private Map<String, String> fromFile() {
    Map<String, String> read = new TreeMap<>();
    if (file == null) {
      return read;
    }
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      lines.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot read --kafka-properties-file: no readable properties in UTF-8: " + file);
    }
    lines.stringPropertyNames().forEach(name -> read.put(name, lines.getProperty(name)));
    return read;
  }
}
