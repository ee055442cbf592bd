package io.sluice.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Runs Sluice's verbs as processes of their own, as the launcher does. */
public final class Verbs implements AutoCloseable {
  private static final String HEAP = "-Xmx2g";
  private static final int NOT_READY = 20;
  private static final int CONFLICT = 60;
  private static final int TRIES = 5;

  private final BenchStack stack;
  private final List<Path> jvmOptions;
  private final String classPath;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();

  public Verbs(BenchStack stack, List<Path> jvmOptions, String classPath) {
    this.stack = stack;
    this.jvmOptions = jvmOptions;
    this.classPath = classPath;
  }

  /** Starts a verb; what it prints goes to the log. */
  public Process start(Path log, List<String> arguments) {
    return start(log, Map.of(), arguments);
  }

  /** Starts a verb with these variables beside the usual ones. */
  public Process start(Path log, Map<String, String> variables, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    jvmOptions.forEach(file -> command.add("@" + file.toAbsolutePath()));
    command.addAll(List.of(HEAP, "-cp", classPath, "io.sluice.Sluice"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(stack.folder().toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("SLUICE_"));
    builder.environment().putAll(stack.environment());
    builder.environment().putAll(variables);
    builder.redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start: " + String.join(" ", arguments), e);
    }
  }

  /**
   * Runs a verb to its end, again where it says "try again" (20 and 60).
   *
   * @return its last exit code; -1 where it did not end in time
   */
  public int run(Path log, Duration within, String... arguments) throws InterruptedException {
    int code = NOT_READY;
    for (int tried = 0; tried < TRIES && (code == NOT_READY || code == CONFLICT); tried++) {
      Process process = start(log, List.of(arguments));
      boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        kill(process);
      }
      running.remove(process);
      code = ended ? process.exitValue() : -1;
    }
    return code;
  }

  /** Ends a process as a power cut would (SIGKILL), and returns when it is gone. */
  public void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    running.remove(process);
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
  }
}
