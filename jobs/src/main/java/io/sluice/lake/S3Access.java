package io.sluice.lake;

import io.sluice.failure.NotReadyException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.aws.AwsClientFactories;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Where the object store is and with which credentials.
 *
 * @param endpoint a store that is not AWS, reached path-style; empty: AWS itself
 * @param region the region that requests are signed for; empty: us-east-1 with an endpoint, else
 *     what AWS's default chain finds
 * @param keys empty: AWS's default credentials chain, on driver and executors
 */
public record S3Access(Optional<String> endpoint, Optional<String> region, Optional<Keys> keys) {
  private static final String USUAL_REGION = "us-east-1";

  /**
   * Credentials that do not change while a driver runs.
   *
   * @param sessionToken for credentials of limited time
   */
  public record Keys(String accessKey, String secretKey, Optional<String> sessionToken) {
    @Override
    public String toString() {
      return "keys";
    }
  }

  /** The properties that Iceberg's S3 clients read. */
  Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    endpoint.ifPresent(
        url -> {
          properties.put("s3.endpoint", url);
          properties.put("s3.path-style-access", "true");
        });
    region
        .or(() -> endpoint.map(url -> USUAL_REGION))
        .ifPresent(name -> properties.put("client.region", name));
    keys.ifPresent(
        fixed -> {
          properties.put("s3.access-key-id", fixed.accessKey());
          properties.put("s3.secret-access-key", fixed.secretKey());
          fixed.sessionToken().ifPresent(token -> properties.put("s3.session-token", token));
        });
    return properties;
  }

  /** A client that is set as those of the tables' files. */
  S3Client client() {
    return AwsClientFactories.from(properties()).s3();
  }

  /** Whether the store is there and does not take the credentials. */
  static boolean refuses(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof S3Exception answer
          && (answer.statusCode() == 401 || answer.statusCode() == 403)) {
        return true;
      }
    }
    return false;
  }

  /** Why the store cannot be used. */
  NotReadyException unreachable(RuntimeException failure) {
    return new NotReadyException(
        "Cannot reach the S3 store: " + reason(failure) + where(), failure);
  }

  private static String reason(RuntimeException failure) {
    if (refuses(failure)) {
      return "it refuses the keys that are set with SLUICE_S3_ACCESS_KEY and SLUICE_S3_SECRET_KEY,"
          + " or those of AWS's default credentials chain: ";
    }
    return String.valueOf(failure.getMessage()).startsWith("Unable to load credentials")
        ? "no credentials: set --s3-access-key and --s3-secret-key, or what AWS's default"
            + " credentials chain reads: "
        : "no answer at: ";
  }

  String where() {
    return endpoint.orElse("AWS");
  }
}
