package io.sluice.it;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** Spark's standalone master and its workers, each a process on loopback with one core. */
final class StandaloneCluster implements AutoCloseable {
  private final Path sparkHome;
  private final Path folder;
  private final int port = FreePort.find();
  private final int uiPort = FreePort.find();
  private final List<Process> processes = new ArrayList<>();

  /**
   * Starts a cluster.
   *
   * @param sparkHome a folder with Spark's jars in {@code jars}
   * @param folder for logs and the work of executors
   */
  StandaloneCluster(Path sparkHome, Path folder, int workers)
      throws IOException, InterruptedException {
    this.sparkHome = sparkHome;
    this.folder = Files.createDirectories(folder);
    start(
        "master",
        "master.Master",
        "--port",
        Integer.toString(port),
        "--webui-port",
        Integer.toString(uiPort));
    for (int worker = 1; worker <= workers; worker++) {
      start(
          "worker" + worker,
          "worker.Worker",
          "--webui-port",
          "0",
          "--cores",
          "1",
          "--memory",
          "1g",
          "--work-dir",
          work(worker).toString(),
          uri());
    }
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> state().contains("\"aliveworkers\" : " + workers));
    } catch (ConditionTimeoutException e) {
      close();
      throw new IllegalStateException(serverLogs(), e);
    }
  }

  /** The master, as spark-submit takes it. */
  String uri() {
    return "spark://127.0.0.1:" + port;
  }

  /** What the executors on a worker have logged. */
  List<String> executorLogs(int worker) throws IOException {
    try (Stream<Path> files = Files.walk(work(worker))) {
      List<String> logs = new ArrayList<>();
      for (Path file : files.filter(file -> file.endsWith("stderr")).sorted().toList()) {
        logs.add(Files.readString(file));
      }
      return logs;
    }
  }

  /** What the master and the workers have logged. */
  String serverLogs() throws IOException {
    StringBuilder logs = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        logs.append(Files.readString(file));
      }
    }
    return logs.toString();
  }

  /** The variables of every process of the cluster and of the drivers on it. */
  static Map<String, String> environment() {
    return Map.of("SPARK_LOCAL_IP", "127.0.0.1", "SPARK_SCALA_VERSION", "2.12");
  }

  private Path work(int worker) {
    return folder.resolve("work" + worker);
  }

  private String state() throws IOException, InterruptedException {
    URI json = URI.create("http://127.0.0.1:" + uiPort + "/json/");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(json).build(), BodyHandlers.ofString())
        .body();
  }

  private void start(String name, String mainClass, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + VerbProcess.ROOT.resolve("jobs/jvm.options"),
                "@" + VerbProcess.ROOT.resolve("jobs/quick.options"),
                "-Xmx256m",
                "-cp",
                sparkHome.resolve("jars") + File.separator + "*",
                "org.apache.spark.deploy." + mainClass,
                "--host",
                "127.0.0.1"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().putAll(environment());
    // Where workers find the jars and the Java of their executors.
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    processes.add(builder.start());
  }

  /** Ends the workers, with their executors, and the master. */
  @Override
  public void close() throws InterruptedException {
    for (int last = processes.size() - 1; last >= 0; last--) {
      Process process = processes.get(last);
      List<ProcessHandle> executors = process.descendants().toList();
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      executors.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
