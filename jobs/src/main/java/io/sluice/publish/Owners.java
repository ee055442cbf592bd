package io.sluice.publish;

import io.sluice.state.Owner;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Who publishes, and whether another publisher is still at work. */
final class Owners {
  private Owners() {}

  /** A new publisher of this process. */
  static Owner here() {
    ProcessHandle process = ProcessHandle.current();
    return new Owner(host(), process.pid(), started(process), UUID.randomUUID().toString());
  }

  /**
   * Whether the publisher still lives, as seen from another one. On its own machine the process
   * says; of another machine only the time is known.
   *
   * @param age since its last commit
   */
  static boolean isAtWork(Owner owner, Owner self, Duration age, Duration lease) {
    if (owner.sharesProcessWith(self)) {
      // What this very publisher has left is of an earlier, unfinished publish.
      return !owner.publisher().equals(self.publisher());
    }
    if (!owner.host().equals(self.host())) {
      return age.compareTo(lease) < 0;
    }
    return ProcessHandle.of(owner.pid())
        .filter(ProcessHandle::isAlive)
        .filter(process -> started(process) == owner.startedMillis())
        .isPresent();
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replace(' ', '-');
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
