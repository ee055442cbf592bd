package io.sluice.local;

import java.nio.file.Path;

/**
 * The Java installations that run the services.
 *
 * @param services runs Kafka and S3Proxy: 17 or later
 * @param nessie runs Nessie: 21 or later
 */
public record JavaHomes(Path services, Path nessie) {

  /** This program's own Java, and what {@link JdkFinder#forNessie()} finds. */
  public static JavaHomes ofThisMachine() {
    return new JavaHomes(Jdk.current().home(), JdkFinder.ofThisMachine().forNessie().home());
  }
}
