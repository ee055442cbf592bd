package io.sluice.driver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports a failure once, until it changes or is over. */
final class Trouble {
  private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

  private final String what;
  private String last;

  /**
   * Nothing has failed yet.
   *
   * @param what is done, such as {@code ingest of trades}
   */
  Trouble(String what) {
    this.what = what;
  }

  synchronized void report(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (!message.equals(last)) {
      LOG.warn("{} failed, trying again: {}", what, message);
      LOG.debug("{}", what, failure);
    }
    last = message;
  }

  synchronized void over() {
    if (last != null) {
      LOG.warn("{} goes on", what);
    }
    last = null;
  }
}
