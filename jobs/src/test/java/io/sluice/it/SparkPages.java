package io.sluice.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that a driver's live UI shows to a browser and to a client of its REST API. */
final class SparkPages {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"#]+)\"");
  private static final Pattern APPLICATION = Pattern.compile("\"id\" : \"([^\"]+)\"");
  private static final int MOST = 80;

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final URI root;
  private final Map<String, String> pages = new LinkedHashMap<>();

  private SparkPages(URI root) {
    this.root = root;
  }

  /** The pages by their path, found by their links, and the answers of the API. */
  static Map<String, String> of(int port) throws IOException, InterruptedException {
    SparkPages pages = new SparkPages(URI.create("http://127.0.0.1:" + port));
    pages.api();
    pages.follow();
    return pages.pages;
  }

  private void api() throws IOException, InterruptedException {
    String api = "/api/v1/applications";
    Matcher application = APPLICATION.matcher(read(api));
    if (!application.find()) {
      throw new IllegalStateException("no application: " + pages);
    }
    for (String part :
        List.of(
            "environment",
            "sql?details=true&planDescription=true",
            "jobs",
            "stages?details=true",
            "allexecutors")) {
      read(api + "/" + application.group(1) + "/" + part);
    }
  }

  private void follow() throws IOException, InterruptedException {
    Deque<String> left =
        new ArrayDeque<>(List.of("/environment/", "/SQL/", "/StreamingQuery/", "/jobs/"));
    while (!left.isEmpty() && pages.size() < MOST) {
      String path = left.poll();
      Matcher links = LINK.matcher(read(path));
      while (links.find()) {
        URI link = root.resolve(path).resolve(links.group(1).replace("&amp;", "&").strip());
        String found = link.toString().substring(root.toString().length());
        if (root.getAuthority().equals(link.getAuthority())
            && !found.contains("kill")
            && !found.startsWith("/static/")
            && !pages.containsKey(found)
            && !left.contains(found)) {
          left.add(found);
        }
      }
    }
  }

  private String read(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(root.resolve(path)).build(), BodyHandlers.ofString());
    pages.put(path, answer.body());
    return answer.body();
  }
}
