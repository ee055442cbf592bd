package io.sluice.feed;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A bar on the terminal. */
public final class TerminalProgress implements Progress {
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private final ProgressBar bar;

  private TerminalProgress(long total) {
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("Feed")
            .setInitialMax(total)
            .setUnit(" records", 1)
            .showSpeed()
            .build();
  }

  /**
   * A bar where someone looks at standard error, else a line every five seconds.
   *
   * @param total how many records will come, -1 if that is not known
   * @param out standard error
   */
  public static Progress of(long total, PrintWriter out) {
    return someoneLooks()
        ? new TerminalProgress(total)
        : new ProgressLines(out, LINE_EVERY, System::nanoTime);
  }

  @Override
  public void at(long records) {
    bar.stepTo(records);
  }

  @Override
  public void close() {
    bar.close();
  }

  /**
   * Java cannot ask whether standard error is a terminal; where the system shows it, it is read.
   */
  @SuppressWarnings("SystemConsoleNull") // From JDK 22 on never null: a bar in a log does no harm.
  private static boolean someoneLooks() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
