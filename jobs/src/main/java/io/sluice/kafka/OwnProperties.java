package io.sluice.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.JaasContext;

/**
 * The properties of Kafka's clients that exactly-once rests on, which a user cannot set, and what
 * else is wrong with properties. No message holds the value of a property that can be a secret.
 */
public final class OwnProperties {
  private static final Map<String, String> OWN = own();

  private OwnProperties() {}

  private static Map<String, String> own() {
    Map<String, String> own = new TreeMap<>();
    own.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "it is --kafka-bootstrap-servers");
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "ingest reads committed records only");
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "offsets come from the table");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "offsets are kept in the table");
    String bytes = "records are bytes as they come";
    own.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, bytes);
    own.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, bytes);
    own.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, bytes);
    own.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, bytes);
    own.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, "no record is changed on its way");
    String once = "feed sends each record once and in order";
    own.put(ProducerConfig.ACKS_CONFIG, once);
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, once);
    own.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, once);
    own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, once);
    return own;
  }

  /** Whether one of Kafka's clients has a property of this name. */
  public static boolean isKnown(String name) {
    return AdminClientConfig.configNames().contains(name)
        || ConsumerConfig.configNames().contains(name)
        || ProducerConfig.configNames().contains(name);
  }

  /** What is wrong with the properties, each problem a text; empty where all can be used. */
  public static List<String> problems(Map<String, String> properties) {
    List<String> problems = new ArrayList<>();
    new TreeMap<>(properties)
        .forEach(
            (name, value) ->
                Optional.ofNullable(OWN.get(name))
                    .ifPresent(why -> problems.add(name + " cannot be set: " + why)));
    if (problems.isEmpty()) {
      unusable(properties).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> unusable(Map<String, String> properties) {
    AdminClientConfig config;
    try {
      Map<String, Object> settings = new TreeMap<>(properties);
      settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
      config = new AdminClientConfig(settings);
    } catch (ConfigException e) {
      return Optional.of(e.getMessage());
    }
    if (!properties.containsKey(SaslConfigs.SASL_JAAS_CONFIG)) {
      return Optional.empty();
    }
    try {
      JaasContext.loadClientContext(config.values());
      return Optional.empty();
    } catch (RuntimeException e) {
      // Kafka's own message can hold a part of the password.
      return Optional.of(
          SaslConfigs.SASL_JAAS_CONFIG
              + " cannot be read: must be LoginModule required KEY=\"VALUE\" ...;");
    }
  }
}
