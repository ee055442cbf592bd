package io.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.ingest.IngestLedger.Batch;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.state.IngestCounts;
import io.sluice.state.IngestState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** One Kafka partition, topic trades: what a batch does to the state of its table. */
class IngestLedgerTest {
  private static final IngestState NOTHING = IngestState.none("trades");

  @Test
  void theFirstBatchStartsTheState() {
    IngestState state = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    assertThat(state.has("q", 0)).isTrue();
    assertThat(state.counts()).isEqualTo(new IngestCounts(10, 10, 0, 0));
    assertThat(state.partitions().get(0).start()).isZero();
    assertThat(state.partitions().get(0).end()).isEqualTo(10);
    assertThat(state.topicId()).isEqualTo("id-1");
  }

  @Test
  void aReplayOfACommittedBatchCommitsNothing() {
    IngestState state = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    assertThat(next(state, batch("q", 0, 0, 10, 10))).isEmpty();
  }

  @Test
  void aReplayThatReadFurtherThanTheCommittedBatchIsRefused() {
    IngestState state = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    assertThatThrownBy(() -> next(state, batch("q", 0, 0, 12, 12)))
        .isInstanceOf(SluiceException.class)
        .hasMessage(
            "Cannot continue from this checkpoint: the table holds epoch 0 with other offsets;"
                + " remove the checkpoint and ingest continues from the table's own offsets:"
                + " epoch 0");
  }

  @Test
  void recordsThatTheTableHasAlreadyAreAnotherDrivers() {
    IngestState state = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    assertThatThrownBy(() -> next(state, batch("other", 0, 5, 12, 7)))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot ingest trades: another driver has committed these records meanwhile:"
                + " partition 0 from offset 5, the table is at 10");
  }

  @Test
  void aStateThatThisDriverDoesNotKnowIsAnotherDrivers() {
    IngestState known = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    IngestState theirs = next(known, batch("other", 0, 10, 20, 10)).orElseThrow();
    assertThatThrownBy(
            () -> IngestLedger.next(theirs, known, batch("q", 1, 20, 30, 10), Optional.empty()))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot ingest trades: another driver has committed meanwhile: epoch 0 of query other");
  }

  @Test
  void theSameEpochFromAnotherDriverOnTheSameCheckpointIsRefused() {
    IngestState known = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    IngestState theirs = next(known, batch("q", 1, 10, 20, 10)).orElseThrow();
    assertThatThrownBy(
            () -> IngestLedger.next(theirs, known, batch("q", 1, 10, 20, 10), Optional.empty()))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void countsThatMovedAsRowsWereEjectedAreTakenOver() {
    IngestState known = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    IngestState ejected =
        new IngestState(
            known.queryId(),
            known.epochId(),
            known.topic(),
            known.topicId(),
            known.partitions(),
            new IngestCounts(10, 9, 1, 0),
            known.spreadFor());
    assertThat(
            IngestLedger.next(ejected, known, batch("q", 1, 10, 15, 5), Optional.empty())
                .orElseThrow()
                .counts())
        .isEqualTo(new IngestCounts(15, 14, 1, 0));
  }

  @Test
  void aTableThatWasRolledBackIsSaidToBe() {
    IngestState state = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    assertThatThrownBy(() -> next(state, batch("q", 5, 50, 60, 10)))
        .isInstanceOf(SluiceException.class)
        .hasMessage(
            "Cannot ingest trades: the table was rolled back to before this checkpoint; remove the"
                + " checkpoint and ingest continues from the table's own offsets: partition 0 from"
                + " offset 50, the table is at 10");
  }

  @Test
  void aTopicThatWasRecreatedIsRefused() {
    IngestState state = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    assertThatThrownBy(
            () ->
                IngestLedger.next(
                    state,
                    state,
                    batch("q", 1, 10, 20, 10),
                    Optional.of(new KafkaAdmin.Topic("id-2", new TreeMap<>()))))
        .isInstanceOf(SluiceException.class)
        .hasMessage(
            "Cannot ingest trades: the topic was deleted and recreated; its offsets do not match"
                + " the table's: id id-2 instead of id-1");
  }

  @Test
  void withoutAnAnswerFromTheBrokerMoreRecordsMayBeWaiting() {
    IngestState state =
        IngestLedger.next(NOTHING, NOTHING, batch("q", 0, 0, 10, 10), Optional.empty())
            .orElseThrow();
    assertThat(state.partitions().get(0).backlog()).isTrue();
    assertThat(next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow().partitions().get(0).backlog())
        .isFalse();
  }

  @Test
  void offsetsWithoutARecordAreCounted() {
    IngestState state = next(NOTHING, batch("q", 0, 0, 10, 10)).orElseThrow();
    IngestState after = next(state, batch("q", 1, 10, 25, 12)).orElseThrow();
    assertThat(after.skipped()).isEqualTo(3);
    assertThat(after.offsetSpan()).isEqualTo(25);
    IngestState nothingRead = next(after, batch("q", 2, 25, 27, 0)).orElseThrow();
    assertThat(nothingRead.skipped()).isEqualTo(5);
    assertThat(nothingRead.counts()).isEqualTo(after.counts());
  }

  /** Each number is how many records a batch reads; replays in between change nothing. */
  @Property
  void everyRecordOfAnyRowOfBatchesIsInTheStateOnce(
      @ForAll @Size(max = 30) List<@IntRange(max = 1_000) Integer> batches,
      @ForAll @IntRange(min = 1, max = 7) int replayEvery) {
    IngestState state = NOTHING;
    long end = 0;
    for (int epoch = 0; epoch < batches.size(); epoch++) {
      Batch batch = batch("q", epoch, end, end + batches.get(epoch), batches.get(epoch));
      end += batches.get(epoch);
      state = next(state, batch).orElseThrow();
      if (epoch % replayEvery == 0) {
        assertThat(next(state, batch)).isEmpty();
      }
    }
    assertThat(state.counts().conserved()).isTrue();
    assertThat(state.counts().read()).isEqualTo(end);
    assertThat(state.offsetSpan() - state.skipped()).isEqualTo(end);
  }

  @Test
  void rowsAreNoLongerSpreadOnceNoDuplicateHasComeForLong() {
    IngestState state = next(NOTHING, spread(0, 1)).orElseThrow();
    assertThat(state.spreadFor()).isEqualTo(IngestLedger.SPREAD_BATCHES);
    int epoch = 1;
    for (; state.spreadFor() > 50; epoch++) {
      state = next(state, spread(epoch, 0)).orElseThrow();
    }
    state = next(state, spread(epoch++, 1)).orElseThrow();
    assertThat(state.spreadFor()).as("a duplicate").isEqualTo(IngestLedger.SPREAD_BATCHES);
    for (int quiet = 0; quiet < IngestLedger.SPREAD_BATCHES; quiet++) {
      assertThat(state.spreadFor()).isPositive();
      state = next(state, spread(epoch++, 0)).orElseThrow();
    }
    assertThat(state.spreadFor()).isZero();
    assertThat(next(state, spread(epoch, 0)).orElseThrow().spreadFor()).isZero();
  }

  /** Ten records, spread by identity, some of them duplicates. */
  private static Batch spread(int epoch, long duplicates) {
    Batch plain = batch("q", epoch, 10L * epoch, 10L * epoch + 10, 10);
    return new Batch(
        "q",
        epoch,
        plain.starts(),
        plain.ends(),
        plain.reads(),
        new IngestCounts(10, 10 - duplicates, 0, duplicates),
        true);
  }

  private static Optional<IngestState> next(IngestState last, Batch batch) {
    return IngestLedger.next(
        last,
        last,
        batch,
        Optional.of(new KafkaAdmin.Topic("id-1", new TreeMap<>(Map.of(0, batch.ends().get(0))))));
  }

  /** All records read are accepted. */
  private static Batch batch(String query, long epoch, long from, long to, long records) {
    return new Batch(
        query,
        epoch,
        epoch == 0 ? new TreeMap<>() : new TreeMap<>(Map.of(0, from)),
        new TreeMap<>(Map.of(0, to)),
        records == 0 ? Map.of() : Map.of(0, new PartitionRead(records, from, to - 1, 1_000 * to)),
        new IngestCounts(records, records, 0, 0),
        false);
  }
}
