package io.sluice.kafka;

import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A driver's one admin client: connected at the first question, kept until it is closed. What
 * passes by itself, such as a broker that restarts, is asked again with growing pauses.
 */
public final class KafkaAdmin implements AutoCloseable {
  private static final Duration ONE_QUESTION = Duration.ofSeconds(8);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long FIRST_PAUSE_MILLIS = 100;

  private final KafkaCluster cluster;
  private Admin admin;

  private KafkaAdmin(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** A client that connects when it is first asked. */
  public static KafkaAdmin of(KafkaCluster cluster) {
    return new KafkaAdmin(cluster);
  }

  /** The cluster that is asked. */
  public KafkaCluster cluster() {
    return cluster;
  }

  /**
   * A topic as it is now.
   *
   * @param id Kafka's own id, another one when the topic is deleted and created again; empty where
   *     the brokers are too old to have one
   * @param ends the offset after the last record of each partition that is not part of an open
   *     transaction
   */
  public record Topic(String id, SortedMap<Integer, Long> ends) {}

  /**
   * Looks at a topic; asks for some seconds.
   *
   * @throws NotReadyException where no broker answers, refuses, or the topic is not there
   */
  public Topic describe(String topic) {
    return describe(topic, PATIENCE);
  }

  /** The same for one who can do without: asks no longer than this. */
  synchronized Topic describe(String topic, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        return ask(topic, millisUntil(deadline));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NotReadyException("Cannot reach Kafka: interrupted", e);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (!(cause instanceof RetriableException) || millisUntil(deadline) <= pause) {
          throw new NotReadyException("Cannot reach Kafka: " + Unreachable.why(cluster, cause), e);
        }
        reconnectAfter(cause);
      }
      pause(pause);
      pause *= 2;
    }
  }

  private static long millisUntil(long deadline) {
    return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
  }

  private Topic ask(String topic, long left) throws ExecutionException, InterruptedException {
    int timeoutMillis = (int) Math.max(1, Math.min(left, ONE_QUESTION.toMillis()));
    TopicDescription description = description(topic, timeoutMillis);
    SortedMap<Integer, Long> ends = new TreeMap<>();
    admin()
        .listOffsets(
            description.partitions().stream()
                .collect(
                    Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()),
                        partition -> OffsetSpec.latest())),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED).timeoutMs(timeoutMillis))
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    Uuid uuid = description.topicId();
    return new Topic(Uuid.ZERO_UUID.equals(uuid) ? "" : uuid.toString(), ends);
  }

  private TopicDescription description(String topic, int timeoutMillis)
      throws ExecutionException, InterruptedException {
    try {
      return admin()
          .describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(timeoutMillis))
          .allTopicNames()
          .get()
          .get(topic);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new NotReadyException(
            "Cannot find topic: feed it or run `sluice init` first: " + topic, e);
      }
      throw e;
    }
  }

  private Admin admin() {
    if (admin == null) {
      admin = connect(cluster, ONE_QUESTION);
    }
    return admin;
  }

  /**
   * An admin client of its own for one task.
   *
   * @throws NotReadyException where the brokers' names have no address
   * @throws SluiceException where a property cannot be used
   */
  public static Admin connect(KafkaCluster cluster, Duration timeout) {
    try {
      return Admin.create(cluster.admin(timeout));
    } catch (KafkaException e) {
      throw Unreachable.unconnected(cluster, e);
    }
  }

  /** Brokers that were all replaced are found again only by their names. */
  private void reconnectAfter(Throwable cause) {
    if (cause instanceof TimeoutException && admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReadyException("Cannot reach Kafka: interrupted", e);
    }
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }
}
