package io.sluice.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy before the real Nessie that loses commits or moves of main on their way there or back.
 */
final class NessieProxy implements AutoCloseable {
  private static final Set<String> OWN =
      Set.of("host", "content-length", "connection", "transfer-encoding", "upgrade", "expect");

  private final URI target;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger answersToLose = new AtomicInteger();
  private final AtomicInteger requestsToLose = new AtomicInteger();
  private final AtomicInteger answersToMovesToLose = new AtomicInteger();
  private final AtomicInteger movesToLose = new AtomicInteger();

  NessieProxy(String target) {
    this.target = URI.create(target);
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::forward);
    server.start();
  }

  /** The API's address through this proxy. */
  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + target.getPath();
  }

  /** The server takes the next commits; the client never learns of it. */
  void loseAnswers(int commits) {
    answersToLose.set(commits);
  }

  /** The next commits do not reach the server. */
  void loseRequests(int commits) {
    requestsToLose.set(commits);
  }

  /** The server moves main at the next requests; the client never learns of it. */
  void loseAnswersToMoves(int moves) {
    answersToMovesToLose.set(moves);
  }

  /** The next requests to move main do not reach the server. */
  void loseMoves(int moves) {
    movesToLose.set(moves);
  }

  /** Whether all that was to be lost has been. */
  boolean hasLostAll() {
    return answersToLose.get() == 0
        && requestsToLose.get() == 0
        && answersToMovesToLose.get() == 0
        && movesToLose.get() == 0;
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean commit = exchange.getRequestURI().getPath().endsWith("/history/commit");
      boolean move =
          exchange.getRequestMethod().equals("PUT")
              && exchange.getRequestURI().getPath().contains("/trees/main");
      if ((commit && due(requestsToLose)) || (move && due(movesToLose))) {
        return;
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target.resolve(exchange.getRequestURI().toString()))
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      if ((commit && due(answersToLose)) || (move && due(answersToMovesToLose))) {
        return;
      }
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!OWN.contains(name.toLowerCase(java.util.Locale.ROOT))
                    && !name.startsWith(":")) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      exchange.sendResponseHeaders(
          answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean due(AtomicInteger toLose) {
    return toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
