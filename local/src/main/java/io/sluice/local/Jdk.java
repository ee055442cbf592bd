package io.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java installation.
 *
 * @param home the folder that holds {@code bin/java}
 * @param feature the feature release: 17, 21, 25
 */
public record Jdk(Path home, int feature) {
  private static final Pattern VERSION =
      Pattern.compile("^JAVA_VERSION=\"(?:1\\.)?(\\d+)", Pattern.MULTILINE);

  /** The one that runs this program. */
  public static Jdk current() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /** The installation in this folder. */
  public static Optional<Jdk> in(Path home) {
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      return Optional.empty();
    }
    OptionalInt feature = feature(home.resolve("release"));
    return feature.isPresent() ? Optional.of(new Jdk(home, feature.getAsInt())) : Optional.empty();
  }

  Path java() {
    return home.resolve("bin/java");
  }

  private static OptionalInt feature(Path release) {
    try {
      Matcher matcher = VERSION.matcher(Files.readString(release));
      return matcher.find()
          ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
          : OptionalInt.empty();
    } catch (IOException e) {
      // No release file: not an installation that can be judged without running it.
      return OptionalInt.empty();
    }
  }
}
