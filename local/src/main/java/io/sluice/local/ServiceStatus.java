package io.sluice.local;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a service is at one moment.
 *
 * @param address host and port where it serves, or would
 * @param pid the process, where this stack started it
 * @param started when that process started
 * @param log where its output goes
 */
public record ServiceStatus(
    Service service,
    State state,
    String address,
    OptionalLong pid,
    Optional<Instant> started,
    Path log) {

  /** What a look at the process and a question to the port tell. */
  public enum State {
    /** Started here, and it answers. */
    RUNNING,
    /** It answers, but something else has started it. */
    FOREIGN,
    /** Started here, but it does not answer (yet). */
    SILENT,
    /** Neither process nor answer. */
    STOPPED
  }

  /** Whether the service can be used. */
  public boolean answers() {
    return state == State.RUNNING || state == State.FOREIGN;
  }
}
