package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a Java installation that is new enough, the oldest such one first: it is the nearest to
 * what was tested. The launcher has the same search in {@code infra/jdk.sh}.
 */
public final class JdkFinder {
  /** What the Nessie server needs. */
  static final int NESSIE_FEATURE = 21;

  private static final String NESSIE_VARIABLE = "SLUICE_NESSIE_JAVA_HOME";

  private final Map<String, String> environment;
  private final Jdk current;
  private final List<Path> folders;

  JdkFinder(Map<String, String> environment, Jdk current, List<Path> folders) {
    this.environment = Map.copyOf(environment);
    this.current = current;
    this.folders = List.copyOf(folders);
  }

  /** Searches this machine's usual folders. */
  public static JdkFinder ofThisMachine() {
    Path user = Path.of(System.getProperty("user.home"));
    List<Path> folders = new ArrayList<>();
    Jdk current = Jdk.current();
    if (current.home().getParent() != null) {
      folders.add(current.home().getParent());
    }
    folders.addAll(
        List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/usr/local/lib/jvm"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            user.resolve(".sdkman/candidates/java"),
            user.resolve(".jdks")));
    return new JdkFinder(System.getenv(), current, folders.stream().distinct().toList());
  }

  /**
   * The Java for the Nessie server: {@code SLUICE_NESSIE_JAVA_HOME} where it is set, else the
   * current one where it is new enough, else the first found.
   *
   * @throws SluiceException where there is none, naming the folders looked in
   */
  public Jdk forNessie() {
    String named = environment.getOrDefault(NESSIE_VARIABLE, "");
    if (!named.isBlank()) {
      return forNessie(Path.of(named));
    }
    if (current.feature() >= NESSIE_FEATURE) {
      return current;
    }
    return oldestFrom(NESSIE_FEATURE)
        .orElseThrow(
            () ->
                new SluiceException(
                    "Cannot start Nessie: no JDK 21 or later found: looked in "
                        + folders.stream().map(Path::toString).collect(Collectors.joining(", "))
                        + ": set "
                        + NESSIE_VARIABLE));
  }

  /**
   * The Java in this folder, for the Nessie server.
   *
   * @throws SluiceException where there is none or it is too old
   */
  static Jdk forNessie(Path home) {
    Jdk jdk =
        Jdk.in(home)
            .orElseThrow(
                () -> new SluiceException("Cannot start Nessie: no JDK in this folder: " + home));
    if (jdk.feature() < NESSIE_FEATURE) {
      throw new SluiceException(
          "Cannot start Nessie: it needs Java 21 or later: " + home + " is Java " + jdk.feature());
    }
    return jdk;
  }

  Optional<Jdk> oldestFrom(int feature) {
    return folders.stream()
        .flatMap(JdkFinder::installations)
        .filter(jdk -> jdk.feature() >= feature)
        .min(Comparator.comparingInt(Jdk::feature).thenComparing(Jdk::home));
  }

  private static Stream<Jdk> installations(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      // Collected before the listing closes.
      return entries.flatMap(entry -> Jdk.in(entry).stream()).toList().stream();
    } catch (IOException e) {
      // A folder that cannot be read holds nothing that could be started.
      return Stream.empty();
    }
  }
}
