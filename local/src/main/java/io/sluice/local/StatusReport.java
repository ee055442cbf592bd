package io.sluice.local;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The states of the services as text. */
final class StatusReport {
  private StatusReport() {}

  static String table(List<ServiceStatus> services) {
    StringBuilder table = new StringBuilder();
    table.append(row("service", "state", "address", "pid", "since (UTC)", "log"));
    for (ServiceStatus service : services) {
      table.append(
          row(
              service.service().id(),
              state(service),
              service.address(),
              pid(service, "-"),
              since(service, "-"),
              service.log().toString()));
    }
    return table.toString();
  }

  static String json(List<ServiceStatus> services) {
    return services.stream()
        .map(
            service ->
                String.format(
                    "{\"service\":%s,\"state\":%s,\"address\":%s,\"pid\":%s,\"since\":%s,\"log\":%s}",
                    quoted(service.service().id()),
                    quoted(state(service)),
                    quoted(service.address()),
                    pid(service, "null"),
                    service.started().isPresent() ? quoted(since(service, "")) : "null",
                    quoted(service.log().toString())))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String row(String... cells) {
    return String.format("%-8s %-8s %-16s %8s  %-20s  %s%n", (Object[]) cells);
  }

  private static String state(ServiceStatus service) {
    return service.state().name().toLowerCase(Locale.ROOT);
  }

  private static String pid(ServiceStatus service, String absent) {
    return service.pid().isPresent() ? Long.toString(service.pid().getAsLong()) : absent;
  }

  private static String since(ServiceStatus service, String absent) {
    return service
        .started()
        .map(started -> started.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse(absent);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
              } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", c));
              } else {
                quoted.append((char) c);
              }
            });
    return quoted.append('"').toString();
  }
}
