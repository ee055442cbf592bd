package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The services' programs, as the build copies them: {@code kafka/*.jar}, {@code
 * nessie/*-runner.jar} and {@code s3proxy/*.jar} in one folder.
 */
record ServiceJars(Path folder) {
  /** System property that names the folder. */
  static final String PROPERTY = "sluice.local.jars";

  /** The folder named by {@code sluice.local.jars}, else the one this class was built into. */
  static Path usualFolder() {
    String named = System.getProperty(PROPERTY, "");
    if (!named.isBlank()) {
      return Path.of(named).toAbsolutePath();
    }
    try {
      // target/sluice-local.jar or target/classes
      return Path.of(ServiceJars.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent();
    } catch (URISyntaxException e) {
      throw new SluiceException("Cannot find the services' jars: " + e.getMessage(), e);
    }
  }

  String kafkaClassPath() {
    return folderWithJars("kafka") + File.separator + "*";
  }

  String s3ProxyClassPath() {
    return folderWithJars("s3proxy") + File.separator + "*";
  }

  Path nessieRunner() {
    return first("nessie", "-runner.jar");
  }

  private Path folderWithJars(String name) {
    return first(name, ".jar").getParent();
  }

  private Path first(String name, String suffix) {
    Path jars = folder.resolve(name);
    if (Files.isDirectory(jars)) {
      try (Stream<Path> entries = Files.list(jars)) {
        return entries
            .filter(path -> path.getFileName().toString().endsWith(suffix))
            .findFirst()
            .orElseThrow(() -> missing(jars));
      } catch (IOException e) {
        throw new SluiceException("Cannot read the services' jars: " + e.getMessage(), e);
      }
    }
    throw missing(jars);
  }

  private static SluiceException missing(Path jars) {
    return new SluiceException(
        "Cannot find the services' jars: build the module local, or name its target folder with -D"
            + PROPERTY
            + ": "
            + jars);
  }
}
