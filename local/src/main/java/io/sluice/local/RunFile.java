package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * Which process is a service: written when it is started, removed when it is stopped, harmless when
 * it is left behind.
 *
 * @param pid the process
 * @param startedMillis when it started, epoch milliseconds: tells it from a later one with its pid
 * @param port the port on which it serves
 */
record RunFile(long pid, long startedMillis, int port) {
  // Linux derives start times from the boot time, which moves when the clock is set right.
  private static final long SAME_START_MILLIS = 2_000;

  static RunFile of(ProcessHandle process, int port) {
    long started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    return new RunFile(process.pid(), started, port);
  }

  /** What the file says; empty where there is none, or one that makes no sense. */
  static Optional<RunFile> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(Files.readString(file)));
      return Optional.of(
          new RunFile(
              Long.parseLong(properties.getProperty("pid", "")),
              Long.parseLong(properties.getProperty("started_millis", "")),
              Integer.parseInt(properties.getProperty("port", ""))));
    } catch (IOException | IllegalArgumentException e) {
      // Half-written or foreign: as good as none.
      return Optional.empty();
    }
  }

  void write(Path file) {
    String text = String.format("pid=%d%nstarted_millis=%d%nport=%d%n", pid, startedMillis, port);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new SluiceException("Cannot write " + file + ": " + e, e);
    }
  }

  static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new SluiceException("Cannot remove " + file + ": " + e, e);
    }
  }

  /** The process, where it still runs. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid).filter(Processes::runs).filter(this::startedThen);
  }

  Instant started() {
    return Instant.ofEpochMilli(startedMillis);
  }

  private boolean startedThen(ProcessHandle process) {
    long started = process.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
    return Math.abs(started - startedMillis) <= SAME_START_MILLIS;
  }
}
