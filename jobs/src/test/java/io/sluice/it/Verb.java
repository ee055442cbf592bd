package io.sluice.it;

import io.sluice.command.CommandLines;
import io.sluice.local.LocalStack;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** A verb run as from the command line, against the shared stack. */
record Verb(int exitCode, String out, String err) {
  static Verb run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        CommandLines.create(environment())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Verb(command.execute(arguments), out.toString(), err.toString());
  }

  /** Where the shared stack is, as the launcher tells it. */
  static Map<String, String> environment() {
    LocalStack services = SharedStack.services();
    return Map.of(
        "SLUICE_KAFKA_BOOTSTRAP_SERVERS", services.kafkaBootstrapServers(),
        "SLUICE_NESSIE_URI", services.nessieUri(),
        "SLUICE_S3_ENDPOINT", services.s3Endpoint(),
        "SLUICE_S3_ACCESS_KEY", services.s3AccessKey(),
        "SLUICE_S3_SECRET_KEY", services.s3SecretKey(),
        "SLUICE_HOME", SharedStack.home().toString());
  }
}
