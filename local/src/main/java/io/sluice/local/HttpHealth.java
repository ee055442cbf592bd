package io.sluice.local;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.function.IntPredicate;

/**
 * Healthy when a GET of this path comes back with a status that suits.
 *
 * @param path begins with a slash
 */
record HttpHealth(String path, IntPredicate suits) implements Health {
  private static final int TIMEOUT_MILLIS = 2_000;

  @Override
  public boolean answers(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        // -1 is an answer that is no HTTP.
        int status = connection.getResponseCode();
        return status > 0 && suits.test(status);
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
