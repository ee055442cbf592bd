package io.sluice.bench.chaos;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** When, after its first batch, a driver is killed: at random, and where it hurts most. */
enum KillMoment {
  ANY_TIME("at any time") {
    @Override
    void await(Process driver, LakeWatch watch, Random random) throws InterruptedException {
      pause(driver, random.nextInt(20_000));
    }
  },
  BETWEEN_TABLES("quarantine committed, trades not yet") {
    @Override
    void await(Process driver, LakeWatch watch, Random random) throws InterruptedException {
      commitOn("trades_quarantine", driver, watch, random.nextInt(6));
    }
  },
  TRADES_COMMITTED("trades committed, checkpoint not yet") {
    @Override
    void await(Process driver, LakeWatch watch, Random random) throws InterruptedException {
      commitOn("trades", driver, watch, random.nextInt(3));
    }
  },
  CANDLES_COMMITTED("candles committed") {
    @Override
    void await(Process driver, LakeWatch watch, Random random) throws InterruptedException {
      commitOn("candles", driver, watch, random.nextInt(3));
      pause(driver, random.nextInt(300));
    }
  },
  AUDITING("candidate in its audit") {
    @Override
    void await(Process driver, LakeWatch watch, Random random) throws InterruptedException {
      appears("candidate-", driver, watch, random.nextInt(3));
      pause(driver, random.nextInt(1_500));
    }
  },
  TAGGED("tag made, main about to move") {
    @Override
    void await(Process driver, LakeWatch watch, Random random) throws InterruptedException {
      appears("publish-", driver, watch, random.nextInt(3));
    }
  };

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String title;

  KillMoment(String title) {
    this.title = title;
  }

  /** Waits for the moment; gives up, as good a moment as any, after 90 s or when it has ended. */
  abstract void await(Process driver, LakeWatch watch, Random random) throws InterruptedException;

  @Override
  public String toString() {
    return title;
  }

  private static void commitOn(String table, Process driver, LakeWatch watch, int skip)
      throws InterruptedException {
    Set<String> seen = new HashSet<>();
    watch.newest("staging").ifPresent(commit -> seen.add(commit.hash()));
    int[] toSkip = {skip};
    until(
        driver,
        () -> {
          Optional<LakeWatch.TableCommit> newest = watch.newest("staging");
          return newest.isPresent()
              && seen.add(newest.get().hash())
              && newest.get().table().equals(table)
              && toSkip[0]-- == 0;
        });
  }

  private static void appears(String prefix, Process driver, LakeWatch watch, int skip)
      throws InterruptedException {
    Set<String> seen = new HashSet<>(watch.named(prefix));
    int[] toSkip = {skip};
    until(driver, () -> seen.addAll(watch.named(prefix)) && toSkip[0]-- == 0);
  }

  private static void until(Process driver, BooleanSupplier come) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (driver.isAlive() && System.nanoTime() < deadline && !come.getAsBoolean()) {
      Thread.sleep(3);
    }
  }

  private static void pause(Process driver, int millis) throws InterruptedException {
    driver.waitFor(millis, TimeUnit.MILLISECONDS);
  }
}
