package io.sluice.local;

import java.util.List;
import java.util.Map;

/**
 * How a service is started and how it shows that it is ready.
 *
 * @param command the program and its arguments
 * @param environment variables beside the inherited ones
 * @param preparation run before each start; what it writes is there already the second time
 */
record ServiceLaunch(
    Service service,
    List<String> command,
    Map<String, String> environment,
    Preparation preparation,
    Health health) {

  /** Writes configuration, formats storage. */
  @FunctionalInterface
  interface Preparation {
    /** Does nothing where all is in place. */
    void run();
  }
}
