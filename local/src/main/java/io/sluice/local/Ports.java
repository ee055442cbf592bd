package io.sluice.local;

import io.sluice.base.EnvironmentDefaults;
import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The TCP ports of the local stack, all on 127.0.0.1. No two may be the same. */
public record Ports(int kafka, int kafkaController, int nessie, int nessieManagement, int s3) {

  /** The ports that each service usually has; Nessie's management port is next to its own. */
  public static final Ports USUAL = new Ports(9092, 9093, 19120, 19121, 9000);

  public Ports {
    List<Integer> all = List.of(kafka, kafkaController, nessie, nessieManagement, s3);
    if (all.stream().anyMatch(port -> port < 1 || port > 65_535)) {
      throw new SluiceException("Cannot use these ports: each must be from 1 to 65535: " + all);
    }
    if (all.stream().distinct().count() < all.size()) {
      throw new SluiceException("Cannot use these ports: no two may be the same: " + all);
    }
  }

  /** Five ports that nobody listens on at this moment. */
  public static Ports free() {
    // All are held until the last one is known, or the same port could come twice.
    try (ServerSocket kafka = bound();
        ServerSocket kafkaController = bound();
        ServerSocket nessie = bound();
        ServerSocket nessieManagement = bound();
        ServerSocket s3 = bound()) {
      return new Ports(
          kafka.getLocalPort(),
          kafkaController.getLocalPort(),
          nessie.getLocalPort(),
          nessieManagement.getLocalPort(),
          s3.getLocalPort());
    } catch (IOException e) {
      throw new SluiceException("Cannot find free ports on 127.0.0.1: " + e.getMessage(), e);
    }
  }

  private static ServerSocket bound() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(PortProbe.address(0));
    return socket;
  }

  /** The port on which users of this service reach it. */
  public int of(Service service) {
    return switch (service) {
      case KAFKA -> kafka;
      case NESSIE -> nessie;
      case S3 -> s3;
    };
  }

  /** Every port that the service listens on, by the option that sets it. */
  Map<String, Integer> byOption(Service service) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    switch (service) {
      case KAFKA -> {
        ports.put("--kafka-port", kafka);
        ports.put("--kafka-controller-port", kafkaController);
      }
      case NESSIE -> {
        ports.put("--nessie-port", nessie);
        ports.put("--nessie-management-port", nessieManagement);
      }
      case S3 -> ports.put("--s3-port", s3);
    }
    return ports;
  }

  /** One line for each port of these services that cannot be had. */
  static List<String> problems(Stream<Service> services, Ports ports) {
    return services
        .flatMap(
            service ->
                ports.byOption(service).entrySet().stream()
                    .flatMap(
                        port ->
                            PortProbe.obstacle(port.getValue()).stream()
                                .map(reason -> message(service, port, reason))))
        .toList();
  }

  private static String message(Service service, Map.Entry<String, Integer> port, String reason) {
    return String.format(
        "Cannot start %s: port %d %s: choose another with %s or %s",
        service.title(),
        port.getValue(),
        reason,
        port.getKey(),
        EnvironmentDefaults.variable(port.getKey()));
  }
}
