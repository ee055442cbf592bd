package io.sluice.lake;

import io.sluice.failure.Causes;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.util.Map;
import org.projectnessie.client.NessieClientBuilder;
import org.projectnessie.client.api.NessieApiV2;
import org.projectnessie.client.rest.NessieNotAuthorizedException;

/**
 * Where Nessie is and how its clients prove who they are.
 *
 * @param uri the API v2, such as {@code http://127.0.0.1:19120/api/v2}
 * @param properties Nessie's client settings without their prefix {@code nessie.}, such as {@code
 *     authentication.type}. They hold secrets and are never printed.
 */
public record NessieAccess(String uri, Map<String, String> properties) {
  public NessieAccess {
    properties = Map.copyOf(properties);
  }

  /** A server that asks for nothing. */
  public static NessieAccess open(String uri) {
    return new NessieAccess(uri, Map.of());
  }

  /** Whether a client setting may be given: not those that choose the server or the reference. */
  public static boolean takes(String property) {
    return property.matches("(authentication|transport|ssl)\\..+");
  }

  NessieApiV2 connect() {
    try {
      return NessieClientBuilder.createClientBuilder("HTTP", null)
          .fromConfig(key -> properties.get(key.replaceFirst("^nessie\\.", "")))
          .withUri(uri)
          .build(NessieApiV2.class);
    } catch (IllegalArgumentException e) {
      throw new SluiceException(
          "Cannot reach Nessie: a property that is set with --nessie-property cannot be used: "
              + e.getMessage(),
          e);
    }
  }

  /** Why the server cannot be used. */
  NotReadyException unreachable(RuntimeException failure) {
    return new NotReadyException(
        Causes.has(failure, NessieNotAuthorizedException.class)
            ? "Cannot reach Nessie: it refuses the token that is set with SLUICE_NESSIE_TOKEN or"
                + " --nessie-token-file, or there is none: "
                + uri
            : "Cannot reach Nessie: no answer at: " + uri,
        failure);
  }

  @Override
  public String toString() {
    return "Nessie at " + uri;
  }
}
