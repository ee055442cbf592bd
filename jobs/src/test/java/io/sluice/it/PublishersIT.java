package io.sluice.it;

import static io.sluice.it.TradeText.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.audit.Finding;
import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import io.sluice.lake.References;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
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
