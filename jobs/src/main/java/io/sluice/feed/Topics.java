package io.sluice.feed;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes sure that a topic is there. */
public final class Topics {
  private static final int TIMEOUT_MILLIS = 8_000;

  private Topics() {}

  /**
   * Creates the topic if it does not exist: one replica, the broker's time as record time, records
   * of up to {@link TopicFeeder#MAX_RECORD_BYTES}. An existing topic is left as it is.
   *
   * @param partitions of a new topic
   * @throws NoBrokerException if no broker answers within about ten seconds
   * @throws UnfitInputException if no topic can have this name or so many partitions
   * @throws FeedException if the broker refuses
   */
  public static void ensure(String bootstrapServers, String topic, int partitions) {
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 2);
    try (Admin admin = Admin.create(settings)) {
      if (!exists(admin, topic)) {
        create(admin, topic, partitions);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FeedException("Cannot feed topic " + topic + ": interrupted", e);
    } catch (ExecutionException e) {
      throw failure(bootstrapServers, topic, e.getCause());
    } catch (KafkaException e) {
      // The client could not even be made: a host name without an address, for one.
      throw new NoBrokerException(topic, bootstrapServers, e);
    }
  }

  private static boolean exists(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }

      throw e;
    }
  }

  private static void create(Admin admin, String topic, int partitions)
      throws InterruptedException, ExecutionException {
    // A record's batch and its headers need a little more room than the record.
    int maxBatchBytes = TopicFeeder.MAX_RECORD_BYTES + TopicFeeder.BATCH_ROOM_BYTES;
    NewTopic created =
        new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1))
            .configs(
                Map.of(
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(maxBatchBytes)));
    try {
      admin.createTopics(List.of(created)).all().get();
    } catch (ExecutionException e) {
      // Somebody else was faster: as good.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static FeedException failure(String bootstrapServers, String topic, Throwable cause) {
    if (cause instanceof RetriableException) {
      return new NoBrokerException(topic, bootstrapServers, cause);
    }

    if (cause instanceof InvalidTopicException) {
      return new UnfitInputException("Cannot feed topic " + topic + ": " + cause.getMessage());
    }

    return new FeedException("Cannot feed topic " + topic + ": " + cause.getMessage(), cause);
  }
}
