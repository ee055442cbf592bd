package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a MinIO binary: {@code SLUICE_MINIO_BIN}, then the PATH, then {@code .bin/minio}. */
public final class MinioFinder {
  private static final String VARIABLE = "SLUICE_MINIO_BIN";

  private MinioFinder() {}

  /**
   * The binary, where there is one.
   *
   * @param named a file that must be it; blank where none is named
   * @param path the variable {@code PATH}
   * @param roots folders whose {@code .bin/minio} (made by {@code make minio}) is looked at last
   * @throws SluiceException where {@code named} is no executable file
   */
  static Optional<Path> find(String named, String path, List<Path> roots) {
    if (!named.isBlank()) {
      Path binary = Path.of(named);
      if (!runs(binary)) {
        throw new SluiceException(
            "Cannot start MinIO: --minio-bin or " + VARIABLE + " is no executable file: " + named);
      }
      return Optional.of(binary.toAbsolutePath());
    }
    Stream<Path> onPath =
        Arrays.stream(path.split(File.pathSeparator, -1))
            .filter(folder -> !folder.isBlank())
            .map(folder -> Path.of(folder, "minio"));
    return Stream.concat(onPath, roots.stream().map(root -> root.resolve(".bin/minio")))
        .filter(MinioFinder::runs)
        .map(Path::toAbsolutePath)
        .findFirst();
  }

  /** {@link #find(String, String, List)} with this program's environment. */
  public static Optional<Path> find(List<Path> roots) {
    Map<String, String> environment = System.getenv();
    return find(
        environment.getOrDefault(VARIABLE, ""), environment.getOrDefault("PATH", ""), roots);
  }

  private static boolean runs(Path binary) {
    return Files.isRegularFile(binary) && Files.isExecutable(binary);
  }
}
