package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A command that the stack is there for. Where this program is asked to end (Ctrl-C, SIGTERM), the
 * command is asked to end first; then what was started for it is stopped.
 */
final class Guest {
  /** As long as a driver needs to end its batch and to report. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalStack stack;
  private final Set<Service> mine = EnumSet.noneOf(Service.class);
  private Process command;
  private boolean ended;

  Guest(LocalStack stack) {
    this.stack = stack;
  }

  /**
   * Starts what does not run, then the command on this program's own input and output; stops what
   * was started when the command has ended.
   *
   * @return the command's exit code
   */
  int run(List<String> words, Map<String, String> environment) throws InterruptedException {
    Thread onExit = new Thread(this::end, "end-the-command");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      return begin(words, environment).waitFor();
    } finally {
      end();
      Startup.forget(onExit);
    }
  }

  // While the services come up, the end waits: it must know all that was started.
  private synchronized Process begin(List<String> words, Map<String, String> environment) {
    if (ended) {
      throw new SluiceException("Cannot start: this program is ending: " + words.get(0));
    }
    stack.up().forEach(started -> mine.add(started.service()));
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    builder.environment().putAll(environment);
    try {
      command = builder.start();
      return command;
    } catch (IOException e) {
      throw new SluiceException("Cannot start: " + e.getMessage(), e);
    }
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    if (command != null) {
      Processes.stop(command.toHandle(), PATIENCE);
    }
    if (!mine.isEmpty()) {
      stack.down(mine);
    }
  }
}
