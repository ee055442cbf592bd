package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.audit.Finding;
import io.sluice.failure.ConflictException;
import io.sluice.failure.HaltPoint;
import io.sluice.failure.SluiceException;
import io.sluice.lake.References;
import io.sluice.publish.Ejection;
import io.sluice.publish.Hold;
import io.sluice.publish.PublishReport;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.publish.Publisher;
import io.sluice.publish.Rollback;
import io.sluice.state.MainLog;
import io.sluice.state.Owner;
import io.sluice.state.PublishNumbers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.projectnessie.model.Branch;
import org.projectnessie.model.CommitMeta;
import org.projectnessie.model.Reference;
import org.projectnessie.model.Tag;

/** Who else moves main, and what is left of publishers that ended. */
class PublishersIT {
  private final Market market = Market.open(1);
  private final References references = market.lake().references();
  private int minute;

  @Test
  void rollbackTakesMainBackAndHoldsPublishingUntilItIsResumed() {
    PublishReport first = publishMore();
    publishMore();
    assertThat(published()).isEqualTo(2);
    String before = market.mainHash();

    assertThatThrownBy(() -> rollback().to("publish-999999", "why", "me"))
        .isInstanceOf(SluiceException.class)
        .hasMessage("Cannot roll back: no such publish: publish-999999");
    Rollback.Result back =
        rollback().to(PublishNumbers.tag(first.number().getAsLong()), "wrong venue", "me");

    assertThat(published()).isEqualTo(1);
    assertThat(tag(back.number())).isEqualTo(market.mainHash()).isEqualTo(back.hash());
    assertThat(references.logHolds(main(), before, before)).isTrue();
    stage();
    PublishReport held = market.publish();
    assertThat(held.outcome()).isEqualTo(Outcome.HELD);
    assertThat(held.heldWhy())
        .contains("rollback to publish-%d: wrong venue".formatted(first.number().getAsLong()));
    assertThat(market.mainHash()).isEqualTo(back.hash());

    assertThat(new Hold(market.lake()).release()).isTrue();
    PublishReport resumed = market.publish();
    assertThat(resumed.failures()).isEmpty();
    assertThat(resumed.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(published()).isEqualTo(3);
    assertThat(
            market.rows(
                "SELECT rule, observed, allowed FROM %s WHERE rule = 'rollback'"
                    .formatted(market.table("audits"))))
        .containsExactly(
            "rollback|to publish-%d|me: wrong venue".formatted(first.number().getAsLong()));
  }

  @Test
  void whatAnotherClientDidToMainStopsTheNextPublishAndIsNamed() {
    publishMore();
    Branch main = main();
    Branch moved =
        references.commit(
            main,
            Map.of("trades", references.contents(main, List.of("trades")).get("trades")),
            CommitMeta.builder().message("by hand").author("someone").build());
    stage();

    PublishReport refused = market.publish();

    assertThat(refused.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(market.mainHash()).isEqualTo(moved.getHash());
    assertThat(refused.failures())
        .containsExactly(
            new Finding(
                "trades",
                "main_is_ours",
                "main",
                "commit " + moved.getHash() + " by someone: by hand",
                "only publishes of Sluice",
                false));
    assertThat(market.publish().number()).isEqualTo(refused.number());
  }

  @Test
  void whatAKilledPublisherLeftIsCleared() {
    PublishReport first = publishMore();
    long number = first.number().getAsLong() + 50;
    Branch main = main();
    Owner dead = new Owner(host(), 999_999_999L, 1, "dead");
    Branch candidate =
        references.commit(
            (Branch)
                references.create(
                    Branch.of(PublishNumbers.candidate(number), main.getHash()), References.MAIN),
            references.contents(main, List.of("trades")),
            CommitMeta.builder()
                .message("publish-" + number)
                .putProperties(Owner.PROPERTY, dead.toProperty())
                .putProperties(MainLog.PUBLISH, Long.toString(number))
                .putProperties(MainLog.NAMESPACE, market.lake().config().namespace())
                .build());
    references.create(Tag.of(PublishNumbers.tag(number), candidate.getHash()), candidate.getName());

    PublishReport next = publishMore();

    assertThat(next.number()).hasValue(first.number().getAsLong() + 1);
    assertThat(references.find(PublishNumbers.candidate(number))).isEmpty();
    assertThat(references.find(PublishNumbers.tag(number))).isEmpty();
    assertThat(tag(next.number().getAsLong())).isEqualTo(market.mainHash());
  }

  @Test
  void aBareCandidateIsRemovedAtOnceAndItsPublisherGoesOnIfItLives() throws Exception {
    PublishReport first = publishMore();
    // Its publisher was killed before its first commit; main's newest publisher is this process.
    String bare = PublishNumbers.candidate(first.number().getAsLong() + 50);
    references.create(Branch.of(bare, market.mainHash()), References.MAIN);
    publishMore();
    assertThat(references.find(bare)).isEmpty();

    stage();
    AtomicInteger removed = new AtomicInteger();
    try (AutoCloseable meanwhile =
        HaltPoint.during(
            "publish-created",
            () ->
                references.named("candidate-").stream()
                    .filter(candidate -> candidate.getHash().equals(market.mainHash()))
                    .peek(candidate -> removed.incrementAndGet())
                    .forEach(references::drop))) {
      assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    }
    assertThat(removed).hasValue(1);
    assertThat(published()).isEqualTo(3);
  }

  @Test
  void aMoveOfMainWhoseAnswerIsLostIsOnePublishAndOneThatNeverArrivedIsSentAgain() {
    publishMore();
    try (NessieProxy proxy = new NessieProxy(SharedStack.services().nessieUri())) {
      Market through = market.through(proxy.uri());
      stage();
      proxy.loseAnswersToMoves(1);
      PublishReport unanswered = through.publish();
      assertThat(proxy.hasLostAll()).isTrue();
      assertThat(unanswered.outcome()).isEqualTo(Outcome.PUBLISHED);
      assertThat(unanswered.hash()).isEqualTo(market.mainHash());
      assertThat(through.publish().outcome()).isEqualTo(Outcome.NOTHING_NEW);

      stage();
      proxy.loseMoves(2);
      PublishReport sentAgain = through.publish();
      assertThat(proxy.hasLostAll()).isTrue();
      assertThat(sentAgain.outcome()).isEqualTo(Outcome.PUBLISHED);
      assertThat(sentAgain.hash()).isEqualTo(market.mainHash());
    }
    assertThat(published()).isEqualTo(3);
    assertThat(publishesOfMain()).hasSize(3).doesNotHaveDuplicates();
    publishesOfMain().forEach(number -> assertThat(references.find(number)).isPresent());
  }

  @Test
  void aPublisherThatWakesUpLateMovesNothing() throws Exception {
    publishMore();
    stage();
    List<PublishReport> faster = new ArrayList<>();
    // Taken for dead: its tag and its candidate are gone, and others have published since.
    try (AutoCloseable meanwhile =
        HaltPoint.during(
            "publish-tagged",
            once(
                () -> {
                  takeForDead();
                  stage();
                  faster.add(market.publish());
                }))) {
      assertThatThrownBy(market::publish)
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith("Cannot publish: another publisher has removed candidate-");
    }
    assertThat(faster.get(0).outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(market.mainHash()).isEqualTo(faster.get(0).hash());
    assertThat(tag(faster.get(0).number().getAsLong())).isEqualTo(market.mainHash());

    // The same, and no one has published meanwhile: main must not go to a state without tag and
    // candidate.
    stage();
    String main = market.mainHash();
    try (AutoCloseable meanwhile = HaltPoint.during("publish-tagged", once(this::takeForDead))) {
      assertThatThrownBy(market::publish)
          .isInstanceOf(ConflictException.class)
          .hasMessageStartingWith("Cannot publish: another publisher has removed candidate-");
    }
    assertThat(market.mainHash()).isEqualTo(main);
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(published()).isEqualTo(4);
  }

  @Test
  void publishersOfOtherNamespacesDoNotHoldOneUp() throws Exception {
    Market other = Market.open(1);
    stage();
    AtomicInteger others = new AtomicInteger();
    AtomicBoolean nested = new AtomicBoolean();
    // Before each of its first four moves main goes on to a publish of the other namespace.
    try (AutoCloseable meanwhile =
        HaltPoint.during(
            "publish-tagged",
            () -> {
              if (others.get() < 4 && nested.compareAndSet(false, true)) {
                int id = others.incrementAndGet();
                other.send(List.of(trade("BTCUSDT").id(id).at("00:%02d:10".formatted(id)).json()));
                other.ingest();
                other.buildCandles();
                assertThat(other.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
                nested.set(false);
              }
            })) {
      assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);
    }
    assertThat(others).hasValue(4);
    assertThat(published()).isEqualTo(1);
    assertThat(other.count("SELECT count(*) FROM " + other.table("trades"))).isEqualTo(4);
    // One audit only: the states were put on the new main.
    assertThat(market.count("SELECT count(DISTINCT audit_id) FROM " + market.staged("audits")))
        .isEqualTo(1);
    assertThat(references.find(publishesOfMain().get(0)).orElseThrow().getHash())
        .isEqualTo(other.mainHash());
  }

  @Test
  @org.junit.jupiter.api.Tag("acceptance")
  void mainTakenBackAMovedTagAndForeignEvidenceAreNamed() {
    PublishReport first = publishMore();
    Publisher running = new Publisher(market.lake(), market.contract(), Clock.systemUTC());
    stage();
    PublishReport second = running.publish();
    // Another client takes main back: the newest publish is no longer in its log.
    references.move(main(), references.find(tagName(first)).orElseThrow());
    stage();
    for (PublishReport refused : List.of(running.publish(), market.publish())) {
      assertThat(onlyFailure(refused))
          .isEqualTo("main_is_ours: " + tagName(second) + " is no longer in main's log");
    }
    references.move(main(), references.find(tagName(second)).orElseThrow());
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);

    Reference newest = references.find(publishesOfMain().get(0)).orElseThrow();
    references.drop(newest);
    references.create(Tag.of(newest.getName(), second.hash()), References.MAIN);
    stage();
    assertThat(onlyFailure(market.publish()))
        .isEqualTo(
            "main_is_ours: commit %s says it is %s, whose tag is at %s"
                .formatted(newest.getHash(), newest.getName(), second.hash()));
    references.drop(references.find(newest.getName()).orElseThrow());
    references.create(newest, References.MAIN);
    assertThat(market.publish().outcome()).isEqualTo(Outcome.PUBLISHED);

    market
        .lake()
        .spark()
        .sql("INSERT INTO %1$s SELECT * FROM %1$s LIMIT 1".formatted(market.staged("audits")));
    stage();
    assertThat(onlyFailure(market.publish()))
        .isEqualTo("evidence_is_ours: rows that no audit wrote");
    assertThat(published()).isEqualTo(4);
  }

  @Test
  void oneDatasetsFailedAuditDoesNotStopTheOthers() {
    Market deals =
        market.beside(
            "deals",
            "          - name: side_is_buy_or_sell\n",
            """
                      - name: side_is_buy
                        metric: invalidValues
                        arguments:
                          pattern: buy
                        mustBe: 0
                      - name: side_is_buy_or_sell
            """);
    publishMore();
    stage();
    deals.send(
        List.of(
            trade("ETHUSDT").id(1).at("00:00:10").json(),
            trade("ETHUSDT").id(2).at("00:00:20").sold().json()));
    deals.ingest();
    deals.buildCandles();
    Publisher both =
        new Publisher(
            market.lake(), List.of(deals.contract(), market.contract()), Clock.systemUTC());

    PublishReport report = both.publish();

    assertThat(report.datasets())
        .extracting(PublishReport.OfDataset::dataset, PublishReport.OfDataset::outcome)
        .containsExactly(tuple("deals", Outcome.AUDIT_FAILED), tuple("trades", Outcome.PUBLISHED));
    assertThat(report.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(report.failures()).extracting(Finding::rule).containsExactly("side_is_buy");
    assertThat(published()).isEqualTo(2);
    assertThat(market.count("SELECT count(*) FROM " + market.table("deals"))).isZero();
    long kept = report.number().getAsLong();
    Reference candidate = references.find(PublishNumbers.candidate(kept)).orElseThrow();
    assertThat(references.contents(candidate, List.of("deals", "deals_candles"))).hasSize(2);
    assertThat(tag(report.datasets().get(1).number().getAsLong())).isEqualTo(market.mainHash());
    // Reported again with the same candidate, without another audit; trades have nothing new.
    PublishReport again = both.publish();
    assertThat(again.datasets())
        .extracting(PublishReport.OfDataset::outcome, PublishReport.OfDataset::number)
        .containsExactly(
            tuple(Outcome.AUDIT_FAILED, OptionalLong.of(kept)),
            tuple(Outcome.NOTHING_NEW, OptionalLong.empty()));

    new Ejection(market.lake(), deals.contract(), Clock.systemUTC())
        .eject(kept, Optional.empty(), "ana", "sold by mistake");
    deals.buildCandles();
    stage();
    PublishReport mended = both.publish();
    assertThat(mended.failures()).isEmpty();
    assertThat(mended.datasets())
        .extracting(PublishReport.OfDataset::outcome)
        .containsExactly(Outcome.PUBLISHED, Outcome.PUBLISHED);
    assertThat(mended.datasets().get(0).number()).isEqualTo(mended.datasets().get(1).number());
    assertThat(market.rows("SELECT trade_id FROM " + market.table("deals"))).containsExactly("1");
    assertThat(published()).isEqualTo(3);
  }

  @Test
  @org.junit.jupiter.api.Tag("acceptance")
  void whereverAPublisherIsKilledTheNextOneRepairsWhatItLeft() {
    long rows = 0;
    for (String point : List.of("publish-created", "publish-tagged", "publish-moved")) {
      List<Reference> before = references.named("candidate-");
      stage();
      rows++;
      Driver.killedAt(point, market, "publish");
      boolean moved = point.equals("publish-moved");
      assertThat(published()).isEqualTo(moved ? rows : rows - 1);
      assertThat(references.named("candidate-")).hasSize(before.size() + 1);
      if (point.equals("publish-tagged")) {
        // What was staged since makes it another state: the tag is not used again.
        stage();
        rows++;
      }

      PublishReport next = market.publish();

      assertThat(next.failures()).isEmpty();
      assertThat(next.outcome()).isEqualTo(moved ? Outcome.NOTHING_NEW : Outcome.PUBLISHED);
      assertThat(published()).isEqualTo(rows);
      assertThat(references.named("candidate-")).isEqualTo(before);
      assertThat(references.find(publishesOfMain().get(0)).orElseThrow().getHash())
          .isEqualTo(market.mainHash());
      assertThat(references.named("publish-"))
          .noneMatch(tag -> number(tag) > number(publishesOfMain().get(0)));
    }
    assertThat(publishesOfMain()).hasSize(3);
  }

  private static Runnable once(Runnable work) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        work.run();
      }
    };
  }

  private static String onlyFailure(PublishReport report) {
    assertThat(report.outcome()).isEqualTo(Outcome.AUDIT_FAILED);
    assertThat(report.failures()).hasSize(1);
    return report.failures().get(0).rule() + ": " + report.failures().get(0).observed();
  }

  private static String tagName(PublishReport report) {
    return PublishNumbers.tag(report.number().getAsLong());
  }

  private static long number(Reference reference) {
    return PublishNumbers.number(reference).orElseThrow();
  }

  private static long number(String tag) {
    return Long.parseLong(tag.substring(tag.indexOf('-') + 1));
  }

  /** Removes tag and candidate of the publisher that has just made its tag. */
  private void takeForDead() {
    for (Reference tag : references.named("publish-")) {
      references
          .find(PublishNumbers.candidate(number(tag)))
          .filter(candidate -> candidate.getHash().equals(tag.getHash()))
          .ifPresent(
              candidate -> {
                references.drop(tag);
                references.drop(candidate);
              });
    }
  }

  /** The tags of this namespace's publishes in main's log, newest first. */
  private List<String> publishesOfMain() {
    String namespace = market.lake().config().namespace();
    return references.log(
        main(),
        log ->
            log.filter(entry -> MainLog.number(entry) > 0)
                .filter(
                    entry ->
                        namespace.equals(
                            entry.getCommitMeta().getProperties().get(MainLog.NAMESPACE)))
                .map(entry -> PublishNumbers.tag(MainLog.number(entry)))
                .toList());
  }

  @Test
  void ofThreePublishersOneIsFirstAndMainIsAlwaysTagged() throws Exception {
    List<Reference> kept = references.named("candidate-");
    for (int round = 0; round < 3; round++) {
      stage();
      CyclicBarrier start = new CyclicBarrier(3);
      List<CompletableFuture<Outcome>> racing = new ArrayList<>();
      for (int racer = 0; racer < 3; racer++) {
        racing.add(CompletableFuture.supplyAsync(() -> race(start)));
      }
      List<Outcome> outcomes = racing.stream().map(CompletableFuture::join).toList();
      assertThat(outcomes).containsOnlyOnce(Outcome.PUBLISHED);
      assertThat(published()).isEqualTo(round + 1L);
      long number = references.log(main(), log -> MainLog.number(log.findFirst().orElseThrow()));
      assertThat(tag(number)).isEqualTo(market.mainHash());
    }
    assertThat(references.named("candidate-")).isEqualTo(kept);
  }

  /** {@code NOTHING_NEW} also for the one that another was faster than. */
  private Outcome race(CyclicBarrier start) {
    try {
      Publisher publisher =
          new Publisher(
              market.lake().with(market.lake().spark().newSession()),
              market.contract(),
              Clock.systemUTC());
      start.await();
      return publisher.publish().outcome();
    } catch (ConflictException e) {
      return Outcome.NOTHING_NEW;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Rollback rollback() {
    return new Rollback(market.lake(), Clock.systemUTC());
  }

  private Branch main() {
    return references.branch(References.MAIN);
  }

  private String tag(long number) {
    return references.find(PublishNumbers.tag(number)).orElseThrow().getHash();
  }

  private static String host() {
    try {
      return java.net.InetAddress.getLocalHost().getHostName();
    } catch (java.net.UnknownHostException e) {
      return "localhost";
    }
  }

  private void stage() {
    minute++;
    market.send(List.of(trade("BTCUSDT").id(minute).at("00:%02d:10".formatted(minute)).json()));
    market.ingest();
    market.buildCandles();
  }

  private PublishReport publishMore() {
    stage();
    PublishReport report = market.publish();
    assertThat(report.failures()).isEmpty();
    return report;
  }

  private long published() {
    return market.count("SELECT count(*) FROM " + market.table("trades"));
  }
}
