package io.sluice.local;

import io.sluice.failure.SluiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * One attempt to start services, side by side: all of them come up, or none that it started stays.
 * The end of this program in the middle counts as failure.
 */
final class Startup {
  private static final Duration POLL = Duration.ofMillis(100);

  private final LocalOptions options;
  private final StackFiles files;
  private final Consumer<String> progress;
  // Guards itself and `abandoned`: after a failure nothing more may start.
  private final Map<Service, ProcessHandle> mine = new LinkedHashMap<>();
  private boolean abandoned;

  Startup(LocalOptions options, StackFiles files, Consumer<String> progress) {
    this.options = options;
    this.files = files;
    this.progress = progress;
  }

  List<Started> run(List<ServiceLaunch> launches) {
    Thread onExit = new Thread(this::abandon, "stop-what-was-started");
    Runtime.getRuntime().addShutdownHook(onExit);
    ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, launches.size()));
    try {
      CompletionService<Started> starts = new ExecutorCompletionService<>(threads);
      launches.forEach(launch -> starts.submit(() -> start(launch)));
      List<Started> started = new ArrayList<>();
      for (int i = 0; i < launches.size(); i++) {
        started.add(starts.take().get());
      }
      return started;
    } catch (ExecutionException e) {
      abandon();
      throw e.getCause() instanceof SluiceException known
          ? known
          : new SluiceException("Cannot start the local stack: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      abandon();
      Thread.currentThread().interrupt();
      throw new SluiceException("Cannot start the local stack: interrupted", e);
    } finally {
      threads.shutdownNow();
      forget(onExit);
    }
  }

  private Started start(ServiceLaunch launch) {
    long begin = System.nanoTime();
    Service service = launch.service();
    launch.preparation().run();
    ProcessHandle process = startProcess(launch);
    int port = options.ports().of(service);
    while (!launch.health().answers(port)) {
      Duration waited = Duration.ofNanos(System.nanoTime() - begin);
      if (!Processes.runs(process)) {
        throw failure(service, "it has ended");
      }
      if (waited.compareTo(options.startWithin()) > 0) {
        throw failure(service, "no answer after " + seconds(waited));
      }
      Processes.pause(POLL);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    progress.accept(name(service) + " … ready in " + seconds(took) + " on 127.0.0.1:" + port);
    return new Started(service, took);
  }

  private ProcessHandle startProcess(ServiceLaunch launch) {
    synchronized (mine) {
      if (abandoned) {
        throw new SluiceException("Cannot start " + launch.service().title() + ": given up");
      }
      ProcessHandle process = Processes.startDetached(launch, files);
      mine.put(launch.service(), process);
      RunFile.of(process, options.ports().of(launch.service())).write(files.run(launch.service()));
      return process;
    }
  }

  private void abandon() {
    synchronized (mine) {
      abandoned = true;
      mine.values().forEach(ProcessHandle::destroy);
      mine.forEach(
          (service, process) -> {
            Processes.stop(process, LocalStack.STOP_WITHIN);
            RunFile.remove(files.run(service));
          });
      mine.clear();
    }
  }

  private SluiceException failure(Service service, String reason) {
    return new SluiceException(
        "Cannot start "
            + service.title()
            + ": "
            + reason
            + ": see "
            + files.log(service)
            + LogTail.of(files.log(service)));
  }

  private String name(Service service) {
    return service == Service.S3 ? service + " (" + options.s3().kind() + ")" : service.id();
  }

  static void forget(Thread onExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The program is ending and the hook already runs.
    }
  }

  /** A duration as a person reads it: {@code 4.2 s}. */
  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
  }
}
