package io.sluice.kafka;

import io.sluice.failure.Causes;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.util.Locale;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Why a cluster cannot be used, in words that name the option and no secret. */
public final class Unreachable {
  private static final String SET_WITH = "--kafka-property or --kafka-properties-file";

  private Unreachable() {}

  /** The reason and the brokers, such as {@code no answer at: HOST:PORT}. */
  public static String why(KafkaCluster cluster, Throwable failure) {
    String servers = cluster.bootstrapServers();
    if (failure instanceof AuthenticationException) {
      return "it refuses the credentials or the certificate that are set with %s: %s: %s"
          .formatted(SET_WITH, Causes.deepest(failure), servers);
    }
    if (failure instanceof AuthorizationException) {
      return "it does not allow this to the user that is set with %s: %s: %s"
          .formatted(SET_WITH, failure.getMessage(), servers);
    }
    if (failure instanceof org.apache.kafka.common.errors.RetriableException) {
      return isSecured(cluster)
          ? "no answer at: " + servers
          : "no answer at: %s (brokers that demand TLS or SASL need %s, set with %s)"
              .formatted(servers, CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, SET_WITH);
    }
    return failure.getMessage() + ": " + servers;
  }

  private static boolean isSecured(KafkaCluster cluster) {
    return !cluster
        .properties()
        .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT")
        .toUpperCase(Locale.ROOT)
        .equals("PLAINTEXT");
  }

  /** A client that could not even be made. */
  static SluiceException unconnected(KafkaCluster cluster, KafkaException failure) {
    if (Causes.has(failure, ConfigException.class)) {
      // A host name without an address, for one.
      return new NotReadyException(
          "Cannot reach Kafka: " + Causes.deepest(failure) + ": " + cluster.bootstrapServers(),
          failure);
    }
    if (Causes.has(failure, IllegalArgumentException.class)) {
      // Kafka's own message about a JAAS entry can hold a part of the password: no cause.
      return new SluiceException(
          "Cannot reach Kafka: a property that is set with " + SET_WITH + " cannot be used");
    }
    return new SluiceException(
        "Cannot reach Kafka: a property that is set with %s cannot be used: %s"
            .formatted(SET_WITH, Causes.deepest(failure)),
        failure);
  }
}
