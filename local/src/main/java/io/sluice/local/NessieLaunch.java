package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Nessie server over RocksDB. */
final class NessieLaunch {
  private static final int OLDEST_JAVA = 21;

  private final LocalOptions options;
  private final StackFiles files;
  private final Path runner;

  NessieLaunch(LocalOptions options, StackFiles files) {
    this.options = options;
    this.files = files;
    this.runner = new ServiceJars(options.jars()).nessieRunner();
  }

  ServiceLaunch launch() {
    Jdk jdk = jdk(options.javaHomes().nessie());
    List<String> command =
        List.of(
            jdk.java().toString(),
            "-Xmx512m",
            // It does little work: it had better be there soon.
            "-XX:TieredStopAtLevel=1",
            "-Duser.timezone=UTC",
            "-Dsmallrye.config.locations=" + properties().toUri(),
            "-jar",
            runner.toString());
    // Variables, not properties: they win over those that the caller may have set.
    Map<String, String> environment =
        Map.of(
            "QUARKUS_HTTP_HOST", "127.0.0.1",
            "QUARKUS_HTTP_PORT", Integer.toString(options.ports().nessie()),
            "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT", Integer.toString(options.ports().nessieManagement()),
            "NESSIE_VERSION_STORE_PERSIST_ROCKS_DATABASE_PATH",
                files.data(Service.NESSIE).toString());
    return new ServiceLaunch(
        Service.NESSIE, command, environment, this::prepare, Health.of(Service.NESSIE));
  }

  /**
   * The Java in this folder.
   *
   * @throws SluiceException where there is none or it is too old
   */
  static Jdk jdk(Path home) {
    Jdk jdk =
        Jdk.in(home)
            .orElseThrow(
                () -> new SluiceException("Cannot start Nessie: no JDK in this folder: " + home));
    if (jdk.feature() < OLDEST_JAVA) {
      throw new SluiceException(
          "Cannot start Nessie: it needs Java 21 or later (--nessie-java-home or"
              + " SLUICE_NESSIE_JAVA_HOME): "
              + home
              + " is Java "
              + jdk.feature());
    }
    return jdk;
  }

  private void prepare() {
    Configuration.copy("nessie/application.properties", properties());
  }

  private Path properties() {
    return files.configuration("nessie.properties");
  }
}
