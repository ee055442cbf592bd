package io.sluice.state;

import java.util.Optional;

/**
 * Which publisher a candidate belongs to, so that another one can tell whether it is still at work.
 *
 * @param host the machine
 * @param pid the process there
 * @param startedMillis when the process started, ms since the epoch: a process id is used again
 * @param publisher one of several publishers in the process
 */
public record Owner(String host, long pid, long startedMillis, String publisher) {
  /** On every commit of a candidate. */
  public static final String PROPERTY = "sluice.owner";

  /** As a commit property. */
  public String toProperty() {
    return String.join(" ", host, Long.toString(pid), Long.toString(startedMillis), publisher);
  }

  /** Reads it back; empty for what is none. */
  public static Optional<Owner> parse(String property) {
    String[] parts = property == null ? new String[0] : property.split(" ", -1);
    if (parts.length != 4 || !parts[1].matches("\\d{1,18}") || !parts[2].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Owner(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]));
  }

  /** Whether it is another publisher of the same process. */
  public boolean sharesProcessWith(Owner other) {
    return host.equals(other.host) && pid == other.pid && startedMillis == other.startedMillis;
  }
}
