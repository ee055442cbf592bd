package io.sluice.local;

import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A Kafka broker, a Nessie server and an S3 store on 127.0.0.1, as processes that outlive this
 * program: {@link #up} starts what does not run, {@link #down} stops what was started so.
 *
 * <p>All methods may be called again: what is as asked stays as it is.
 */
public final class LocalStack {
  /** How long a service may take to end by itself before it is ended by force. */
  static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private final LocalOptions options;
  private final StackFiles files;
  private final Consumer<String> progress;

  /** A stack that reports nothing while it works. */
  public LocalStack(LocalOptions options) {
    this(options, line -> {});
  }

  /**
   * A stack.
   *
   * @param progress receives a line for each step, possibly from several threads
   */
  public LocalStack(LocalOptions options, Consumer<String> progress) {
    this.options = options;
    this.files = new StackFiles(options.home());
    this.progress = progress;
  }

  /**
   * Starts every service that does not run and returns when all answer.
   *
   * @return the services that this call has started, in the order in which they came up
   * @throws NotReadyException before anything is started, where a port is in use or another call is
   *     at work
   * @throws SluiceException where a service does not answer in time; what this call has started is
   *     stopped again
   */
  public List<Started> up() {
    return start(EnumSet.allOf(Service.class));
  }

  /** Starts one service; see {@link #up}. */
  public void start(Service service) {
    start(EnumSet.of(service));
  }

  private List<Started> start(Set<Service> wanted) {
    files.create();
    try (StackLock lock = StackLock.take(files.lock())) {
      wanted.forEach(this::checkPortUnchanged);
      List<Service> missing =
          wanted.stream().filter(service -> process(service).isEmpty()).toList();
      List<String> problems = Ports.problems(missing.stream(), options.ports());
      if (!problems.isEmpty()) {
        throw new NotReadyException(String.join(System.lineSeparator(), problems));
      }
      List<ServiceLaunch> launches = missing.stream().map(this::launch).toList();
      List<Started> started = new Startup(options, files, progress).run(launches);
      wanted.stream().filter(service -> !missing.contains(service)).forEach(this::awaitAnswer);
      return started;
    }
  }

  /** Stops every service that {@link #up} has started, from this program or another. */
  public void down() {
    down(EnumSet.allOf(Service.class));
  }

  /** Stops these services, side by side. */
  public void down(Set<Service> services) {
    files.create();
    try (StackLock lock = StackLock.take(files.lock())) {
      Map<Service, ProcessHandle> running = new EnumMap<>(Service.class);
      services.forEach(service -> process(service).ifPresent(p -> running.put(service, p)));
      // All are asked before the first is waited for.
      running.values().forEach(ProcessHandle::destroy);
      running.forEach(
          (service, process) -> {
            Processes.stop(process, STOP_WITHIN);
            progress.accept(service + " … stopped");
          });
      services.forEach(service -> RunFile.remove(files.run(service)));
    }
  }

  /** Stops one service as {@link #down} does; its data stays. */
  public void stop(Service service) {
    down(EnumSet.of(service));
  }

  /** Ends a service at once, without a chance to put its house in order, as a power cut would. */
  public void kill(Service service) {
    process(service).ifPresent(Processes::kill);
    RunFile.remove(files.run(service));
  }

  /**
   * Removes the data of all services.
   *
   * @throws SluiceException where one of them runs
   */
  public void wipe() {
    Arrays.stream(Service.values())
        .filter(service -> process(service).isPresent())
        .findFirst()
        .ifPresent(
            service -> {
              throw new SluiceException("Cannot remove the data: " + service.title() + " runs");
            });
    files.wipe();
  }

  /** How each service is now. */
  public List<ServiceStatus> status() {
    return Arrays.stream(Service.values()).map(this::status).toList();
  }

  public String kafkaBootstrapServers() {
    return address(Service.KAFKA);
  }

  /** The URI for Nessie's API version 2. */
  public String nessieUri() {
    return "http://" + address(Service.NESSIE) + "/api/v2";
  }

  /** The endpoint; buckets are addressed by path. */
  public String s3Endpoint() {
    return "http://" + address(Service.S3);
  }

  public String s3AccessKey() {
    return options.s3().accessKey();
  }

  public String s3SecretKey() {
    return options.s3().secretKey();
  }

  /** The variables in which Sluice's verbs find this stack. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("SLUICE_KAFKA_BOOTSTRAP_SERVERS", kafkaBootstrapServers());
    variables.put("SLUICE_NESSIE_URI", nessieUri());
    variables.put("SLUICE_S3_ENDPOINT", s3Endpoint());
    variables.put("SLUICE_S3_ACCESS_KEY", s3AccessKey());
    variables.put("SLUICE_S3_SECRET_KEY", s3SecretKey());
    return variables;
  }

  public S3Kind s3Kind() {
    return options.s3().kind();
  }

  private ServiceStatus status(Service service) {
    Optional<RunFile> run = RunFile.read(files.run(service)).filter(r -> r.process().isPresent());
    int port = run.map(RunFile::port).orElse(options.ports().of(service));
    boolean answers = Health.of(service).answers(port);
    ServiceStatus.State state =
        run.isPresent()
            ? (answers ? ServiceStatus.State.RUNNING : ServiceStatus.State.SILENT)
            : (answers ? ServiceStatus.State.FOREIGN : ServiceStatus.State.STOPPED);
    return new ServiceStatus(
        service,
        state,
        "127.0.0.1:" + port,
        run.map(r -> OptionalLong.of(r.pid())).orElse(OptionalLong.empty()),
        run.map(RunFile::started),
        files.log(service));
  }

  private Optional<ProcessHandle> process(Service service) {
    return RunFile.read(files.run(service)).flatMap(RunFile::process);
  }

  private void checkPortUnchanged(Service service) {
    int wanted = options.ports().of(service);
    RunFile.read(files.run(service))
        .filter(run -> run.process().isPresent() && run.port() != wanted)
        .ifPresent(
            run -> {
              throw new SluiceException(
                  String.format(
                      "Cannot start %s on port %d: it runs on port %d already: stop it with down",
                      service.title(), wanted, run.port()));
            });
  }

  /** A service that runs already may still be on its way up. */
  private void awaitAnswer(Service service) {
    long deadline = System.nanoTime() + options.startWithin().toNanos();
    while (!Health.of(service).answers(options.ports().of(service))) {
      if (System.nanoTime() - deadline > 0) {
        throw new SluiceException(
            "Cannot use "
                + service.title()
                + ": its process runs but does not answer: see "
                + files.log(service));
      }
      Processes.pause(Duration.ofMillis(100));
    }
  }

  private ServiceLaunch launch(Service service) {
    return switch (service) {
      case KAFKA -> new KafkaLaunch(options, files).launch();
      case NESSIE -> new NessieLaunch(options, files).launch();
      case S3 -> new S3Launch(options, files).launch();
    };
  }

  private String address(Service service) {
    return "127.0.0.1:" + options.ports().of(service);
  }
}
