package io.sluice.it;

import static org.awaitility.Awaitility.await;

import io.sluice.local.JavaHomes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** A Nessie server that takes requests with a token of its issuer only; it knows the public key. */
final class SecuredNessie implements AutoCloseable {
  private static final String ISSUER = "https://issuer.test";

  private final KeyPair keys = newKeys();
  private final int port = FreePort.find();
  private final int managementPort = FreePort.find();
  private final Process process;

  SecuredNessie(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path shipped = VerbProcess.ROOT.resolve("infra/nessie/application.properties");
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaHomes.of(System.getenv()).nessie().resolve("bin/java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dsmallrye.config.locations=" + shipped.toUri(),
                "-jar",
                runner().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nessie.log").toFile());
    builder.environment().putAll(settings(folder));
    this.process = builder.start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> status(managementPort, "/q/health/ready") == 200);
    } catch (ConditionTimeoutException e) {
      close();
      throw new IllegalStateException(Files.readString(folder.resolve("nessie.log")), e);
    }
  }

  private Map<String, String> settings(Path folder) {
    return Map.of(
        "QUARKUS_HTTP_HOST",
        "127.0.0.1",
        "QUARKUS_HTTP_PORT",
        Integer.toString(port),
        "QUARKUS_MANAGEMENT_HOST",
        "127.0.0.1",
        "QUARKUS_MANAGEMENT_PORT",
        Integer.toString(managementPort),
        "NESSIE_VERSION_STORE_PERSIST_ROCKS_DATABASE_PATH",
        folder.resolve("data").toString(),
        "NESSIE_SERVER_AUTHENTICATION_ENABLED",
        "true",
        "QUARKUS_OIDC_CLIENT_ID",
        "sluice",
        "QUARKUS_OIDC_TOKEN_ISSUER",
        ISSUER,
        "QUARKUS_OIDC_PUBLIC_KEY",
        Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
  }

  String uri() {
    return "http://127.0.0.1:" + port + "/api/v2";
  }

  /** What the server answers to a request without a token. */
  int statusWithoutToken() throws IOException, InterruptedException {
    return status(port, "/api/v2/config");
  }

  /** A token that expires at the time. */
  String token(Instant expires) throws GeneralSecurityException {
    return token(expires, keys);
  }

  /** A token that says the same, with the signature of another issuer. */
  String forgedToken(Instant expires) throws GeneralSecurityException {
    return token(expires, newKeys());
  }

  private static String token(Instant expires, KeyPair keys) throws GeneralSecurityException {
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"sluice\",\"iat\":%d,\"exp\":%d}"
            .formatted(
                ISSUER,
                expires.minus(Duration.ofHours(1)).getEpochSecond(),
                expires.getEpochSecond());
    String signed = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encoded(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path runner() throws IOException {
    Path jars = Path.of(System.getProperty("sluice.local.jars"), "nessie");
    try (var runners = Files.newDirectoryStream(jars, "*-runner.jar")) {
      return runners.iterator().next();
    }
  }

  private static int status(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
