package io.sluice.command;

import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where Kafka is. */
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

  /** The brokers, as Kafka's clients take them. */
  String bootstrapServers() {
    if (!SERVERS.matcher(bootstrapServers).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use --kafka-bootstrap-servers: must be HOST:PORT, several with commas between: "
              + bootstrapServers);
    }

    return bootstrapServers;
  }
}
