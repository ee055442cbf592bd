package io.sluice.feed;

import io.sluice.kafka.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts records on a topic, in their order per key, each one once.
 *
 * <p>Every record taken from the input is sent or counted as not sent, also when the feed is
 * stopped. A feeder feeds once; {@link #stop}, {@link #flush} and {@link #result} may be called
 * from other threads.
 */
public final class TopicFeeder implements AutoCloseable {
  /** Longest key and value together. */
  public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  static final int BATCH_ROOM_BYTES = 64 * 1024;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Pace pace;
  private final FeedLimits limits;
  private final Progress progress;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Unsent unsent = new Unsent();
  private final Underway underway = new Underway();
  private volatile long startedNanos = System.nanoTime();
  private long taken;

  TopicFeeder(
      Producer<byte[], byte[]> producer,
      String topic,
      Pace pace,
      FeedLimits limits,
      Progress progress) {
    this.producer = producer;
    this.topic = topic;
    this.pace = pace;
    this.limits = limits;
    this.progress = progress;
  }

  /** A feeder for a topic that exists, see {@link Topics#ensure}. */
  public static TopicFeeder connect(
      KafkaCluster cluster, String topic, Pace pace, FeedLimits limits, Progress progress) {
    Map<String, Object> settings =
        cluster.client(ProducerSettings.of(Topics.maxBatchBytes(cluster, topic)));
    return new TopicFeeder(
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
        topic,
        pace,
        limits,
        progress);
  }

  /** Feeds until the records, the limits or {@link #stop} end it, and waits for the broker. */
  public FeedResult feed(Iterator<FeedRecord> records) {
    this.startedNanos = System.nanoTime();
    while (goesOn() && records.hasNext()) {
      FeedRecord record = records.next();
      awaitDue(pace.nanosUntilDue(record, System.nanoTime()));
      send(record);
      progress.at(sent.get());
    }

    flush();
    progress.at(sent.get());
    return result();
  }

  /** Makes {@link #feed} come to its end now; what was taken from the input is still sent. */
  public void stop() {
    stopped.countDown();
  }

  /** Waits until everything taken so far is acknowledged or has failed. */
  public void flush() {
    producer.flush();
    // The producer does not wait for the parts of a batch that it had to split.
    long deadline =
        System.nanoTime() + ProducerSettings.DELIVERY_TIMEOUT.plus(CLOSE_TIMEOUT).toNanos();
    try {
      underway.awaitNone(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What happened so far; what the broker has not answered counts as not sent. */
  public FeedResult result() {
    Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
    long unanswered = underway.count();
    List<String> problems = new ArrayList<>(unsent.problems());
    if (unanswered > 0) {
      problems.add(unanswered + " records without an answer from the broker");
    }

    return new FeedResult(
        topic, sent.get(), bytes.get(), unsent.count() + unanswered, problems, took);
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  private boolean goesOn() {
    return stopped.getCount() > 0 && taken < limits.records() && nanosLeft() > 0;
  }

  private long nanosLeft() {
    return limits.time().toNanos() - (System.nanoTime() - startedNanos);
  }

  private void awaitDue(long nanos) {
    if (nanos <= 0) {
      return;
    }

    try {
      stopped.await(Math.min(nanos, nanosLeft()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of every outcome
  private void send(FeedRecord record) {
    long number = ++this.taken;
    long size = record.size();
    if (size > MAX_RECORD_BYTES) {
      unsent.add("record %d: longer than %d bytes: %d".formatted(number, MAX_RECORD_BYTES, size));
      return;
    }

    underway.begin();
    try {
      producer.send(
          new ProducerRecord<>(topic, record.key(), record.value()),
          (metadata, failure) -> delivered(number, size, failure));
    } catch (KafkaException | IllegalStateException e) {
      delivered(number, size, e);
      giveUp();
    }
  }

  private void delivered(long number, long size, Exception failure) {
    if (failure == null) {
      sent.incrementAndGet();
      bytes.addAndGet(size);
    } else {
      unsent.add("record %d: %s".formatted(number, failure.getMessage()));
    }

    underway.end();
    // After two minutes without an answer the next record would only wait two minutes more.
    if (failure instanceof TimeoutException) {
      giveUp();
    }
  }

  private void giveUp() {
    if (stopped.getCount() > 0) {
      unsent.remember("gave up: the rest was not read");
      stop();
    }
  }
}
