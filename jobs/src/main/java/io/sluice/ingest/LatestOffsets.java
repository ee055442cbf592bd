package io.sluice.ingest;

import io.sluice.failure.NotReadyException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where the partitions of a topic end now. */
public final class LatestOffsets {
  private static final int TIMEOUT_SECONDS = 20;

  private LatestOffsets() {}

  /**
   * The offset after the last record of each partition.
   *
   * @throws NotReadyException where no broker answers or the topic is not there
   */
  public static SortedMap<Integer, Long> read(String bootstrapServers, String topic) {
    return describe(bootstrapServers, topic).ends();
  }

  /**
   * A topic as it is now.
   *
   * @param id Kafka's own id, another one when the topic is deleted and made anew
   * @param ends the offset after the last record of each partition that is not part of an open
   *     transaction
   */
  public record Topic(String id, SortedMap<Integer, Long> ends) {}

  static Topic describe(String bootstrapServers, String topic) {
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 1_000,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_SECONDS * 500);
    try (Admin admin = Admin.create(settings)) {
      var description =
          admin
              .describeTopics(java.util.List.of(topic))
              .allTopicNames()
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
              .get(topic);
      SortedMap<Integer, Long> ends = new TreeMap<>();
      admin
          .listOffsets(
              description.partitions().stream()
                  .collect(
                      Collectors.toMap(
                          partition -> new TopicPartition(topic, partition.partition()),
                          partition -> OffsetSpec.latest())),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .all()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
      return new Topic(description.topicId().toString(), ends);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new NotReadyException(
            "Cannot find topic: feed it or run `sluice init` first: " + topic, e);
      }
      throw new NotReadyException("Cannot reach Kafka: no answer at: " + bootstrapServers, e);
    } catch (TimeoutException e) {
      throw new NotReadyException("Cannot reach Kafka: no answer at: " + bootstrapServers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReadyException("Cannot reach Kafka: interrupted", e);
    }
  }
}
