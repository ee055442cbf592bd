package io.sluice.bench.chaos;

import io.sluice.feed.generator.GeneratedTrade;
import io.sluice.feed.generator.TradeGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Feeds the generator's records in the background, evenly, while drivers come and go; each round
 * adds its share, so that there is something to read until the last kill.
 */
final class RoundFeed implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(100);
  private static final int ABORT_EVERY = 4;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Mode mode;
  private final TradeGenerator generator;
  private final int perTick;
  private final Thread thread = new Thread(this::run, "feed");
  private long allowed;
  private long sent;
  private long aborted;
  private boolean hurry;
  private boolean closed;
  private Exception failure;

  /**
   * A feed that has not begun.
   *
   * @param recordsPerSecond how fast it goes where it may
   */
  RoundFeed(
      String kafka, String topic, Mode mode, TradeGenerator generator, double recordsPerSecond) {
    this.topic = topic;
    this.mode = mode;
    this.generator = generator;
    this.perTick = (int) Math.max(1, recordsPerSecond * TICK.toMillis() / 1_000);
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    if (mode.transactional()) {
      settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "chaos");
    }
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    thread.setDaemon(true);
  }

  void start() {
    if (mode.transactional()) {
      producer.initTransactions();
    }
    thread.start();
  }

  /** Lets the feed go on up to this many records in all. */
  synchronized void allow(long upTo) {
    allowed = Math.max(allowed, upTo);
    notifyAll();
  }

  /** Sends the rest at once; returns how many records the broker has, aborted ones not counted. */
  long finish() throws InterruptedException {
    synchronized (this) {
      hurry = true;
      allow(Long.MAX_VALUE);
    }
    thread.join(Duration.ofMinutes(3).toMillis());
    synchronized (this) {
      if (failure != null || thread.isAlive()) {
        throw new IllegalStateException("Cannot feed " + topic, failure);
      }
      return sent;
    }
  }

  /** How many records were sent in transactions that were aborted. */
  synchronized long aborted() {
    return aborted;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    producer.close(Duration.ofSeconds(5));
  }

  private void run() {
    try {
      for (int turn = 0; generator.hasNext(); turn++) {
        List<ProducerRecord<byte[], byte[]>> records = take();
        if (records.isEmpty()) {
          return;
        }
        if (mode.transactional()) {
          transaction(records, turn % ABORT_EVERY == 0);
        } else {
          send(records);
        }
        synchronized (this) {
          sent += records.size();
        }
      }
    } catch (InterruptedException | ExecutionException | RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private void transaction(List<ProducerRecord<byte[], byte[]>> records, boolean abortFirst)
      throws InterruptedException, ExecutionException {
    if (abortFirst) {
      producer.beginTransaction();
      send(records);
      producer.abortTransaction();
      synchronized (this) {
        aborted += records.size();
      }
    }
    producer.beginTransaction();
    send(records);
    producer.commitTransaction();
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records)
      throws InterruptedException, ExecutionException {
    List<Future<RecordMetadata>> answers = new ArrayList<>();
    records.forEach(record -> answers.add(producer.send(record)));
    producer.flush();
    for (Future<RecordMetadata> answer : answers) {
      answer.get();
    }
  }

  /** The records of the next tick, as soon as some may be sent; none: the feed is closed. */
  private synchronized List<ProducerRecord<byte[], byte[]>> take() throws InterruptedException {
    long due = System.nanoTime() + TICK.toNanos();
    while (!hurry && !closed && System.nanoTime() - due < 0) {
      wait(Math.max(1, (due - System.nanoTime()) / 1_000_000));
    }
    while (!closed && sent >= allowed) {
      wait();
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    while (!closed
        && generator.hasNext()
        && records.size() < perTick
        && sent + records.size() < allowed) {
      GeneratedTrade trade = generator.next();
      records.add(new ProducerRecord<>(topic, trade.key(), mode.value(trade)));
    }
    return records;
  }
}
