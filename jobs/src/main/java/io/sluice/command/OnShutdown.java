package io.sluice.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work come to its end when the process is told to end (Ctrl-C, SIGTERM). Closed when the work
 * is done and reported.
 */
final class OnShutdown implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 2;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Stands by.
   *
   * @param stop asks the work to end; its own thread then finishes and reports
   * @param finish does so in its place, where it hangs on input that does not come
   */
  OnShutdown(Runnable stop, Runnable finish) {
    this.hook = new Thread(() -> end(stop, finish), "on-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, or ran, and has nothing more to do.
    }
  }

  private void end(Runnable stop, Runnable finish) {
    stop.run();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        finish.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
