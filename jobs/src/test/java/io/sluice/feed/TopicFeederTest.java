package io.sluice.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the feeder does around the producer; that records arrive is for the integration tests. */
class TopicFeederTest {
  private final MockProducer<byte[], byte[]> producer = producer(true);

  @Test
  void sendsInOrderWithKeysAndNullValues() {
    List<FeedRecord> records =
        List.of(record("A", "1"), record(null, "2"), new FeedRecord(bytes("A"), null));
    FeedResult result = feeder(FeedLimits.NONE).feed(records.iterator());

    assertThat(producer.history()).extracting(r -> text(r.key())).containsExactly("A", null, "A");
    assertThat(producer.history()).extracting(r -> text(r.value())).containsExactly("1", "2", null);
    assertThat(producer.history()).extracting(r -> r.topic()).containsOnly("trades");
    assertThat(result.complete()).isTrue();
    assertThat(result.sent()).isEqualTo(3);
    assertThat(result.bytes()).isEqualTo(4);
    assertThat(result.notSent()).isZero();
  }

  @Test
  void aRecordThatIsTooLongIsCountedAndTheOthersAreSent() {
    FeedRecord tooLong = new FeedRecord(bytes("A"), new byte[TopicFeeder.MAX_RECORD_BYTES]);
    FeedResult result =
        feeder(FeedLimits.NONE)
            .feed(List.of(record("A", "1"), tooLong, record("A", "3")).iterator());

    assertThat(result.sent()).isEqualTo(2);
    assertThat(result.notSent()).isEqualTo(1);
    assertThat(result.problems()).containsExactly("record 2: longer than 16777216 bytes: 16777217");
    assertThat(result.complete()).isFalse();
  }

  @Test
  void theLimitEndsTheFeedAndTakesNoMore() {
    Iterator<FeedRecord> endless = Stream.generate(() -> record("A", "1")).iterator();

    assertThat(feeder(new FeedLimits(5, Duration.ofDays(1))).feed(endless).sent()).isEqualTo(5);
    assertThat(producer.history()).hasSize(5);
  }

  @Test
  @Timeout(20)
  void theTimeEndsTheFeedEvenInAWait() {
    Pace sleepy = (next, now) -> Duration.ofDays(1).toNanos();
    TopicFeeder feeder =
        new TopicFeeder(
            producer,
            "trades",
            sleepy,
            new FeedLimits(Long.MAX_VALUE, Duration.ofMillis(50)),
            Progress.silent());

    assertThat(feeder.feed(Stream.generate(() -> record("A", "1")).iterator()).sent()).isEqualTo(1);
  }

  @Test
  @Timeout(20)
  void stoppedInAWaitItStillSendsWhatItTook() {
    AtomicReference<TopicFeeder> feeder = new AtomicReference<>();
    Pace stopsAtTheThird =
        (next, now) -> {
          if (text(next.value()).equals("3")) {
            feeder.get().stop();
          }
          return text(next.value()).equals("3") ? Duration.ofDays(1).toNanos() : 0;
        };
    feeder.set(
        new TopicFeeder(producer, "trades", stopsAtTheThird, FeedLimits.NONE, Progress.silent()));
    Iterator<FeedRecord> records =
        IntStream.range(1, 100).mapToObj(i -> record("A", "" + i)).iterator();

    assertThat(feeder.get().feed(records).sent()).isEqualTo(3);
    assertThat(text(records.next().value())).isEqualTo("4");
  }

  @Test
  void aDeliveryThatFailsIsCountedWithItsReason() {
    MockProducer<byte[], byte[]> waiting = producer(false);
    TopicFeeder feeder =
        new TopicFeeder(
            waiting,
            "trades",
            failing(waiting, 2, new RecordTooLargeException("big")),
            FeedLimits.NONE,
            Progress.silent());
    FeedResult result =
        feeder.feed(List.of(record("A", "1"), record("A", "2"), record("A", "3")).iterator());

    assertThat(result.sent()).isEqualTo(2);
    assertThat(result.problems()).containsExactly("record 1: big");
  }

  @Test
  void aBrokerThatStoppedAnsweringEndsTheFeed() {
    MockProducer<byte[], byte[]> waiting = producer(false);
    TopicFeeder feeder =
        new TopicFeeder(
            waiting,
            "trades",
            failing(waiting, 2, new TimeoutException("expired")),
            FeedLimits.NONE,
            Progress.silent());
    FeedResult result = feeder.feed(Stream.generate(() -> record("A", "1")).iterator());

    assertThat(result.sent()).isEqualTo(1);
    assertThat(result.notSent()).isEqualTo(1);
    assertThat(result.problems())
        .containsExactly("record 1: expired", "gave up: the rest was not read");
  }

  @Test
  void whatTheBrokerHasNotAnsweredIsNotSent() {
    MockProducer<byte[], byte[]> waiting = producer(false);
    AtomicReference<TopicFeeder> feeder = new AtomicReference<>();
    List<FeedResult> underway = new ArrayList<>();
    feeder.set(
        new TopicFeeder(
            waiting,
            "trades",
            Pace.unlimited(),
            FeedLimits.NONE,
            records -> underway.add(feeder.get().result())));
    FeedResult result = feeder.get().feed(List.of(record("A", "1"), record("A", "2")).iterator());

    assertThat(underway).extracting(FeedResult::notSent).containsExactly(1L, 2L, 0L);
    assertThat(underway.get(1).problems())
        .containsExactly("2 records without an answer from the broker");
    assertThat(result.complete()).isTrue();
  }

  @Test
  @Timeout(20)
  void waitsForWhatIsUnderwayButNotForEver() throws InterruptedException {
    Underway underway = new Underway();
    underway.begin();
    underway.awaitNone(System.nanoTime() + Duration.ofMillis(20).toNanos());
    assertThat(underway.count()).isEqualTo(1);

    Thread broker = new Thread(underway::end);
    broker.start();
    underway.awaitNone(System.nanoTime() + Duration.ofSeconds(15).toNanos());
    assertThat(underway.count()).isZero();
    broker.join();
  }

  @Test
  void theReportIsOneLine() {
    FeedResult result =
        new FeedResult("trades", 12_477, 1_234_567, 2, List.of("x"), Duration.ofSeconds(2));

    assertThat(result)
        .hasToString(
            "Topic trades: 12,477 records sent (1,234,567 bytes), 2 not sent, in 2.0 s, 6,239"
                + " records/s");
  }

  /** Fails the first delivery when the given record is about to be sent; the others succeed. */
  private static Pace failing(
      MockProducer<byte[], byte[]> producer, int before, RuntimeException reason) {
    int[] asked = {0};
    return (next, now) -> {
      if (++asked[0] == before) {
        producer.errorNext(reason);
      }
      return 0;
    };
  }

  private TopicFeeder feeder(FeedLimits limits) {
    return new TopicFeeder(producer, "trades", Pace.unlimited(), limits, Progress.silent());
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(autoComplete, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static FeedRecord record(String key, String value) {
    return new FeedRecord(key == null ? null : bytes(key), bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, UTF_8);
  }
}
