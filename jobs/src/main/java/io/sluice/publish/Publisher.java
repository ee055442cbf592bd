package io.sluice.publish;

import io.sluice.audit.AuditCache;
import io.sluice.audit.Evidence;
import io.sluice.audit.Records;
import io.sluice.contract.Contract;
import io.sluice.failure.ConflictException;
import io.sluice.lake.Lake;
import io.sluice.lake.References;
import io.sluice.publish.PublishReport.OfDataset;
import io.sluice.publish.PublishReport.Outcome;
import io.sluice.state.Owner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.projectnessie.model.Branch;

/**
 * Cut, audit, publish: the one way in which rows reach main. Each dataset is cut and audited by
 * itself; main moves once, to all that passed.
 */
public final class Publisher {
  private final Lake lake;
  private final List<Contract> contracts;
  private final Records records;
  private final Clock clock;
  private final Candidates candidates;
  private final Leftovers leftovers;
  private final Ownership ownership;
  private final Hold hold;
  private final Map<String, AuditCache> audited = new HashMap<>();
  private boolean unfinished = true;
  private Optional<String> lost = Optional.empty();
  private Optional<String> mainBefore = Optional.empty();

  /** A publisher of one dataset. */
  public Publisher(Lake lake, Contract contract, Clock clock) {
    this(lake, List.of(contract), clock);
  }

  /** A publisher of several datasets of one namespace, without a Kafka to compare rows with. */
  public Publisher(Lake lake, List<Contract> contracts, Clock clock) {
    this(lake, contracts, Records.NONE, clock);
  }

  /**
   * A publisher of several datasets of one namespace.
   *
   * @param records what rows are compared with; not closed with this
   */
  public Publisher(Lake lake, List<Contract> contracts, Records records, Clock clock) {
    Owner self = Owners.here();
    this.lake = lake;
    this.contracts = List.copyOf(contracts);
    this.records = records;
    this.clock = clock;
    this.candidates = new Candidates(lake, self);
    this.leftovers = new Leftovers(lake, self, clock);
    this.ownership = new Ownership(lake);
    this.hold = new Hold(lake);
  }

  /**
   * Publishes the newest states that agree, of every dataset whose audit passes.
   *
   * @throws ConflictException where another publisher has published a dataset of these meanwhile;
   *     nothing was published
   */
  public PublishReport publish() {
    Instant started = clock.instant();
    if (unfinished) {
      lost = leftovers.clear();
      unfinished = false;
    }
    Optional<String> held = hold.why();
    List<OfDataset> datasets = held.isPresent() ? held() : round();
    return new PublishReport(datasets, held, Duration.between(started, clock.instant()));
  }

  /** Ends what a failed or interrupted publish has left of its own. */
  public void clearLeftovers() {
    if (unfinished) {
      lost = leftovers.clear();
      unfinished = false;
    }
  }

  private List<OfDataset> held() {
    return contracts.stream()
        .map(contract -> OfDataset.of(contract.dataset(), Outcome.HELD))
        .toList();
  }

  private List<OfDataset> round() {
    Branch main = lake.references().branch(References.MAIN);
    Branch staging = lake.references().branch(References.STAGING);
    lookForTakenBack(main);
    Round round =
        new Round(
            lake,
            candidates,
            new Evidence(lake),
            ownership.of(main, lost),
            audited,
            records,
            clock);
    for (Contract contract : contracts) {
      round.take(contract, new Cutter(lake, contract).cut(main, staging));
    }
    if (!round.isEmpty()) {
      try {
        round.publish(main);
      } catch (RuntimeException e) {
        // A candidate that could not be dropped now is found at the next publish.
        unfinished = true;
        throw e;
      }
    }
    List<OfDataset> results = round.results(contracts);
    results.stream()
        .filter(each -> each.outcome() == Outcome.PUBLISHED)
        .forEach(each -> mainBefore = Optional.of(each.hash()));
    return results;
  }

  /** Another client can take main back between two publishes, not only before the first. */
  private void lookForTakenBack(Branch main) {
    boolean takenBack =
        mainBefore
            .filter(hash -> !hash.equals(main.getHash()))
            .filter(hash -> !lake.references().logHolds(main, hash, hash))
            .isPresent();
    if (takenBack) {
      lost = leftovers.clear();
    }
    mainBefore = Optional.of(main.getHash());
  }
}
