package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Starts processes that outlive this one, and stops them. */
final class Processes {
  private static final Duration POLL = Duration.ofMillis(50);

  private Processes() {}

  /**
   * Starts the command in a session of its own, so that neither the end of this program nor Ctrl-C
   * nor a closed terminal reaches it. Its output is appended to the log.
   */
  static ProcessHandle startDetached(ServiceLaunch launch, StackFiles files) {
    List<String> command = new ArrayList<>();
    // Both replace themselves by the command, so the pid is the service's own.
    onPath("setsid").or(() -> onPath("nohup")).ifPresent(command::add);
    command.addAll(launch.command());
    ProcessBuilder builder = new ProcessBuilder(command).directory(files.root().toFile());
    builder.environment().putAll(launch.environment());
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(files.log(launch.service()).toFile()));
    try {
      return builder.start().toHandle();
    } catch (IOException e) {
      throw new SluiceException(
          "Cannot start " + launch.service().title() + ": " + e.getMessage(), e);
    }
  }

  /** Whether the process runs; one that has ended but that nobody has waited for does not. */
  static boolean runs(ProcessHandle process) {
    return process.isAlive() && !isZombie(process);
  }

  /** Asks the process to end; when it has not done so in time, ends it by force. */
  static void stop(ProcessHandle process, Duration within) {
    process.destroy();
    if (!endsWithin(process, within)) {
      kill(process);
    }
  }

  /** Ends the process by force and returns when it has ended. */
  static void kill(ProcessHandle process) {
    process.destroyForcibly();
    if (!endsWithin(process, Duration.ofSeconds(10))) {
      throw new SluiceException("Cannot stop process " + process.pid() + ": it does not end");
    }
  }

  private static boolean endsWithin(ProcessHandle process, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    while (runs(process)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      pause(POLL);
    }
    return true;
  }

  /** Waits between two looks at a condition. */
  static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException("Cannot wait any longer: interrupted", e);
    }
  }

  private static boolean isZombie(ProcessHandle process) {
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    if (!Files.exists(stat)) {
      return false;
    }
    try {
      // "1234 (name) S …": the name may hold anything, so the state is looked for behind the last
      // ).
      String text = Files.readString(stat);
      return text.startsWith(") Z", text.lastIndexOf(')'));
    } catch (IOException e) {
      // It ended between the two looks.
      return false;
    }
  }

  private static Optional<String> onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
