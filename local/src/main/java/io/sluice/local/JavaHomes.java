package io.sluice.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * The Java installations that run the services.
 *
 * @param services runs Kafka and S3Proxy: 17 or later
 * @param nessie runs Nessie: 21 or later
 */
public record JavaHomes(Path services, Path nessie) {
  private static final String NESSIE_VARIABLE = "SLUICE_NESSIE_JAVA_HOME";

  /**
   * This program's own Java, and for Nessie the one that SLUICE_NESSIE_JAVA_HOME names, if it does.
   * Who looks for installations is {@code infra/jdk.sh}.
   */
  public static JavaHomes of(Map<String, String> environment) {
    Path own = Jdk.current().home();
    String nessie = environment.getOrDefault(NESSIE_VARIABLE, "");
    return new JavaHomes(own, nessie.isBlank() ? own : Path.of(nessie));
  }
}
