package io.sluice.feed;

import io.sluice.failure.SluiceException;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.kafka.KafkaCluster;
import io.sluice.kafka.Unreachable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes sure that a topic is there. */
public final class Topics {
  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final int POLL_MILLIS = 50;

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
  public static void ensure(KafkaCluster cluster, String topic, int partitions) {
    try (Admin admin = KafkaAdmin.connect(cluster, TIMEOUT)) {
      OptionalInt existing = partitions(admin, topic);
      int count = existing.isPresent() ? existing.getAsInt() : create(admin, topic, partitions);
      awaitLeaders(admin, topic, count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FeedException("Cannot feed topic " + topic + ": interrupted", e);
    } catch (ExecutionException e) {
      throw failure(cluster, topic, e.getCause());
    }
  }

  /**
   * The largest batch that the topic takes, bytes; without a limit where it cannot be known,
   * because there is no such topic, no broker or no permission to ask.
   */
  static int maxBatchBytes(KafkaCluster cluster, String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = KafkaAdmin.connect(cluster, TIMEOUT)) {
      Config config = admin.describeConfigs(List.of(resource)).values().get(resource).get();
      return Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Integer.MAX_VALUE;
    } catch (ExecutionException | SluiceException e) {
      return Integer.MAX_VALUE;
    }
  }

  /** How many partitions the topic has; empty if it does not exist. */
  private static OptionalInt partitions(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      return OptionalInt.of(description.partitions().size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return OptionalInt.empty();
      }

      throw e;
    }
  }

  private static int create(Admin admin, String topic, int partitions)
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
      return partitions;
    } catch (ExecutionException e) {
      // Another client created it at the same time: use that one.
      if (e.getCause() instanceof TopicExistsException) {
        return partitions(admin, topic).orElse(0);
      }

      throw e;
    }
  }

  /** Waits until every partition answers: a new one is announced before its leader is at work. */
  private static void awaitLeaders(Admin admin, String topic, int partitions)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        admin.listOffsets(all).all().get();
        return;
      } catch (ExecutionException e) {
        // The admin client asks again by itself for other reasons, not for this one.
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
            || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }

  private static FeedException failure(KafkaCluster cluster, String topic, Throwable cause) {
    if (cause instanceof RetriableException
        || cause instanceof AuthenticationException
        || cause instanceof AuthorizationException) {
      return new NoBrokerException(topic, Unreachable.why(cluster, cause), cause);
    }

    if (cause instanceof InvalidTopicException) {
      return new UnfitInputException("Cannot feed topic " + topic + ": " + cause.getMessage());
    }

    return new FeedException("Cannot feed topic " + topic + ": " + cause.getMessage(), cause);
  }
}
