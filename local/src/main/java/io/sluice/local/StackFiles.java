package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the stack keeps things: all of it in {@code .sluice/} under its home. */
record StackFiles(Path home) {

  Path root() {
    return home.resolve(".sluice");
  }

  Path data(Service service) {
    return root().resolve(service.id());
  }

  Path log(Service service) {
    return root().resolve("logs").resolve(service.id() + ".log");
  }

  /** Which process is the service, see {@link RunFile}. */
  Path run(Service service) {
    return root().resolve("run").resolve(service.id() + ".pid");
  }

  Path configuration(String name) {
    return root().resolve("conf").resolve(name);
  }

  Path lock() {
    return root().resolve("run").resolve("lock");
  }

  void create() {
    try {
      for (String folder : List.of("logs", "run", "conf")) {
        Files.createDirectories(root().resolve(folder));
      }
      for (Service service : Service.values()) {
        Files.createDirectories(data(service));
      }
    } catch (IOException e) {
      throw new SluiceException("Cannot create " + root() + ": " + e, e);
    }
  }

  /** Removes the data of all services; logs stay. */
  void wipe() {
    for (Service service : Service.values()) {
      if (Files.exists(data(service))) {
        delete(data(service));
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> entries = Files.walk(folder)) {
      // Children come before the folders that hold them.
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    } catch (IOException e) {
      throw new SluiceException("Cannot remove " + folder + ": " + e, e);
    }
  }
}
