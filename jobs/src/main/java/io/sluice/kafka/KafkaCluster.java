package io.sluice.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A Kafka cluster and how a client has to be set to reach it: the one place where settings of
 * Kafka's clients come from.
 *
 * @param bootstrapServers the brokers to ask first, {@code HOST:PORT} with commas between
 * @param properties what the user has set beside: security, timeouts, anything but {@link
 *     OwnProperties Sluice's own}. They hold secrets and are never printed.
 */
public record KafkaCluster(String bootstrapServers, Map<String, String> properties) {

  public KafkaCluster {
    properties = Map.copyOf(properties);
  }

  /** A cluster that asks for no credentials. */
  public static KafkaCluster at(String bootstrapServers) {
    return new KafkaCluster(bootstrapServers, Map.of());
  }

  /**
   * Settings of a client.
   *
   * @param usual what Sluice sets; the user's properties win
   */
  public Map<String, Object> client(Map<String, Object> usual) {
    Map<String, Object> settings = new HashMap<>(usual);
    settings.putAll(properties);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return settings;
  }

  /** Settings of an admin client that gives up after the time, whatever the user has set. */
  Map<String, Object> admin(Duration timeout) {
    Map<String, Object> settings = client(Map.of());
    int millis = Math.toIntExact(timeout.toMillis());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    return settings;
  }

  /** The same as options of Spark's Kafka source. */
  public Map<String, String> sourceOptions() {
    Map<String, String> options = new TreeMap<>();
    properties.forEach((key, value) -> options.put("kafka." + key, value));
    options.put("kafka.bootstrap.servers", bootstrapServers);
    return options;
  }

  @Override
  public String toString() {
    return "Kafka at " + bootstrapServers;
  }
}
