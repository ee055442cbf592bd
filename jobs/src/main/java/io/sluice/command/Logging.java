package io.sluice.command;

import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** What is logged beside the verbs' own output. */
final class Logging {
  private static volatile boolean verbose;

  private Logging() {}

  static void configure(boolean showAll) {
    verbose = showAll;
    Configurator.setRootLevel(showAll ? Level.INFO : Level.ERROR);
    Configurator.setLevel("io.sluice", showAll ? Level.INFO : Level.WARN);
    // A failure reaches the person as one message of ours; these would print it five times over.
    for (String loud :
        List.of(
            "org.apache.spark.sql.execution.streaming",
            "org.apache.spark.sql.execution.datasources.v2",
            "org.apache.spark.scheduler.TaskSetManager",
            "org.apache.spark.executor.Executor")) {
      Configurator.setLevel(loud, showAll ? Level.INFO : Level.OFF);
    }
  }

  static boolean isVerbose() {
    return verbose;
  }
}
