package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import io.sluice.local.ServiceStatus.State;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starts the real services. */
class LocalStackIT {
  @TempDir private Path home;
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  private LocalStack stack;

  @AfterEach
  void stopWhatATestHasLeft() {
    if (stack != null) {
      stack.down();
    }
  }

  @ParameterizedTest
  @EnumSource(S3Kind.class)
  void upStartsAllOnceAndDownLeavesNothing(S3Kind kind) {
    LocalOptions options = options(kind);
    stack = new LocalStack(options, progress::add);

    assertThat(stack.up())
        .extracting(Started::service)
        .containsExactlyInAnyOrder(Service.KAFKA, Service.NESSIE, Service.S3);
    assertThat(progress).hasSize(3).allMatch(line -> line.contains(" … ready in "));
    assertThat(states(stack)).containsOnly(State.RUNNING);
    List<ServiceStatus> before = stack.status();

    // As another program would see it.
    LocalStack again = new LocalStack(options);
    assertThat(again.up()).isEmpty();
    assertThat(again.status()).isEqualTo(before);

    stack.down();
    stack.down();

    assertThat(states(stack)).containsOnly(State.STOPPED);
    assertThat(ports(options.ports())).noneMatch(PortProbe::listens);
    assertThat(before)
        .allSatisfy(
            service ->
                assertThat(ProcessHandle.of(service.pid().getAsLong()).filter(Processes::runs))
                    .isEmpty());
  }

  @Test
  void aServiceThatWasKilledComesBackAlone() {
    LocalOptions options = options(S3Kind.S3PROXY);
    stack = new LocalStack(options, progress::add);
    stack.up();

    stack.kill(Service.KAFKA);
    assertThat(states(stack)).containsExactly(State.STOPPED, State.RUNNING, State.RUNNING);
    stack.stop(Service.S3);
    assertThat(states(stack)).containsExactly(State.STOPPED, State.RUNNING, State.STOPPED);
    stack.start(Service.S3);

    assertThat(stack.up()).extracting(Started::service).containsExactly(Service.KAFKA);
    assertThat(states(stack)).containsOnly(State.RUNNING);

    LocalStack elsewhere = new LocalStack(options.withPorts(Ports.free()));
    assertThatThrownBy(elsewhere::up)
        .isInstanceOf(SluiceException.class)
        .hasMessageMatching(
            "Cannot start Kafka on port \\d+: it runs on port "
                + options.ports().kafka()
                + " already: stop it with down");
    assertThatThrownBy(stack::wipe)
        .isInstanceOf(SluiceException.class)
        .hasMessage("Cannot remove the data: Kafka runs");
  }

  @Test
  void portsInUseAreNamedBeforeAnythingStarts() throws IOException {
    LocalOptions options = options(S3Kind.S3PROXY);
    stack = new LocalStack(options, progress::add);
    Ports ports = options.ports();

    try (ServerSocket kafka = listenOn(ports.kafka());
        ServerSocket management = listenOn(ports.nessieManagement())) {
      assertThatThrownBy(stack::up)
          .isInstanceOf(NotReadyException.class)
          .hasMessage(
              "Cannot start Kafka: port %d is in use: choose another with --kafka-port or"
                      .formatted(kafka.getLocalPort())
                  + " SLUICE_KAFKA_PORT"
                  + System.lineSeparator()
                  + "Cannot start Nessie: port %d is in use: choose another with"
                      .formatted(management.getLocalPort())
                  + " --nessie-management-port or SLUICE_NESSIE_MANAGEMENT_PORT");
    }

    assertThat(progress).isEmpty();
    assertThat(states(stack)).containsOnly(State.STOPPED);
  }

  @Test
  void aStartThatFailsNamesTheLogAndStopsTheRest() throws IOException {
    LocalOptions options = options(S3Kind.S3PROXY);
    stack = new LocalStack(options, progress::add);
    // Where the database should be, there is a file.
    Path database = home.resolve(".sluice/nessie/CURRENT");
    Files.createDirectories(database);

    assertThatThrownBy(stack::up)
        .isInstanceOf(SluiceException.class)
        .hasMessageStartingWith(
            "Cannot start Nessie: it has ended: see "
                + home.resolve(".sluice/logs/nessie.log")
                + System.lineSeparator()
                + "  ");

    assertThat(states(stack)).containsOnly(State.STOPPED);
    assertThat(ports(options.ports())).noneMatch(PortProbe::listens);
  }

  @Test
  void aStartThatTakesTooLongIsGivenUp() {
    stack = new LocalStack(options(S3Kind.S3PROXY).withStartWithin(Duration.ofMillis(1)));

    assertThatThrownBy(stack::up)
        .isInstanceOf(SluiceException.class)
        .hasMessageMatching("(?s)Cannot start .*: no answer after \\d+\\.\\d s: see .*");

    assertThat(states(stack)).containsOnly(State.STOPPED);
  }

  @Test
  void aStalePidFileIsHarmless() throws IOException {
    LocalOptions options = options(S3Kind.S3PROXY);
    stack = new LocalStack(options, progress::add);
    ProcessHandle me = ProcessHandle.current();
    Path file = home.resolve(".sluice/run/s3.pid");
    Files.createDirectories(file.getParent());
    new RunFile(me.pid(), RunFile.of(me, 1).startedMillis() - 60_000, options.ports().s3())
        .write(file);

    stack.down(); // does not stop this very process
    new RunFile(me.pid(), 0, options.ports().s3()).write(file);
    stack.start(Service.S3);

    assertThat(states(stack)).containsExactly(State.STOPPED, State.STOPPED, State.RUNNING);
  }

  @Test
  void aCommandRunsOnTheStackAndOnlyWhatWasStartedForItIsStopped()
      throws IOException, InterruptedException {
    LocalOptions options = options(S3Kind.S3PROXY);
    stack = new LocalStack(options, progress::add);
    stack.start(Service.KAFKA);

    assertThat(with(options, "printenv SLUICE_NESSIE_URI > said; exit 7").waitFor()).isEqualTo(7);

    assertThat(home.resolve("said")).hasContent(stack.nessieUri());
    assertThat(states(stack)).containsExactly(State.RUNNING, State.STOPPED, State.STOPPED);
  }

  @Test
  void aProgramThatIsToldToEndEndsItsCommandAndStopsTheStack()
      throws IOException, InterruptedException {
    LocalOptions options = options(S3Kind.S3PROXY);
    stack = new LocalStack(options, progress::add);

    Process program =
        with(
            options, "trap 'echo ended >> said; exit 0' TERM; echo begun > said; sleep 300 & wait");
    await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(home.resolve("said")));
    program.destroy();

    assertThat(program.waitFor()).isEqualTo(143);
    assertThat(home.resolve("said")).hasContent("begun\nended");
    assertThat(states(stack)).containsOnly(State.STOPPED);
  }

  /** Runs a shell command on the stack, in a program of its own, in the folder of the test. */
  private Process with(LocalOptions options, String command) throws IOException {
    Ports ports = options.ports();
    return new ProcessBuilder(
            options.javaHomes().services().resolve("bin/java").toString(),
            "-Dsluice.local.jars=" + options.jars(),
            "-cp",
            System.getProperty("java.class.path"),
            Local.class.getName(),
            "with",
            "--home=" + home,
            "--kafka-port=" + ports.kafka(),
            "--kafka-controller-port=" + ports.kafkaController(),
            "--nessie-port=" + ports.nessie(),
            "--nessie-management-port=" + ports.nessieManagement(),
            "--s3-port=" + ports.s3(),
            "--s3-store=s3proxy",
            "--nessie-java-home=" + options.javaHomes().nessie(),
            "--",
            "sh",
            "-c",
            command)
        .directory(home.toFile())
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("with.log").toFile())
        .start();
  }

  private LocalOptions options(S3Kind kind) {
    if (kind == S3Kind.MINIO) {
      assumeThat(MinioFinder.find(LocalOptions.minioRoots(home, ServiceJars.usualFolder())))
          .as("a MinIO binary: SLUICE_MINIO_BIN, minio on the PATH, or make minio")
          .isPresent();
    }
    return LocalOptions.onFreePorts(home, kind);
  }

  private static List<State> states(LocalStack stack) {
    return stack.status().stream().map(ServiceStatus::state).toList();
  }

  private static Stream<Integer> ports(Ports ports) {
    return Stream.of(Service.values())
        .flatMap(service -> ports.byOption(service).values().stream());
  }

  private static ServerSocket listenOn(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(PortProbe.address(port));
    return socket;
  }
}
