package io.sluice.driver;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Lets work come to its end when the process is asked to end (Ctrl-C, SIGTERM). Closed when the
 * work is done and reported.
 */
public final class OnShutdown implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 2;
  private static final long QUERY_PATIENCE_SECONDS = 15;

  /** Before Spark's own hooks (50 and less), which take the session from under a running query. */
  private static final int BEFORE_SPARK = 100;

  private static volatile boolean ending;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Runnable hook;

  /**
   * Stands by.
   *
   * @param stop asks the work to end; its own thread then finishes and reports
   * @param finish does so in its place, where it hangs on input that does not come
   */
  public OnShutdown(Runnable stop, Runnable finish) {
    this(stop, finish, PATIENCE_SECONDS);
  }

  /** Stands by for work that always ends when it is asked to, such as a streaming query. */
  public OnShutdown(Runnable stop) {
    this(stop, () -> {}, QUERY_PATIENCE_SECONDS);
  }

  private OnShutdown(Runnable stop, Runnable finish, long patienceSeconds) {
    this.hook = () -> end(stop, finish, patienceSeconds);
    ShutdownHookManager.get()
        .addShutdownHook(hook, BEFORE_SPARK, 2 * QUERY_PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    done.countDown();
    try {
      ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, or ran, and has nothing more to do.
    }
  }

  /** Whether the process was told to end: what fails from then on is no news. */
  public static boolean isEnding() {
    return ending;
  }

  private void end(Runnable stop, Runnable finish, long patienceSeconds) {
    ending = true;
    stop.run();
    try {
      if (!done.await(patienceSeconds, TimeUnit.SECONDS)) {
        finish.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
