package io.sluice.command;

import io.sluice.base.ExitCode;
import io.sluice.kafka.KafkaAdmin;
import io.sluice.lake.Lake;
import io.sluice.publish.Hold;
import io.sluice.publish.KafkaRecords;
import io.sluice.publish.PublishReport;
import io.sluice.publish.Publisher;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves main to what is staged, if it passes its audit. */
@Command(
    name = "publish",
    description =
        "Cuts a candidate from the newest states on staging that agree, audits it and, if it"
            + " passes, moves main to it. Exit code 50: the audit failed, main is where it was, the"
            + " candidate is kept; 60: main moved meanwhile, try again. A sample of the rows is compared"
            + " with the records in Kafka where it can be reached.")
public final class Publish implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ContractOptions contract;
  @Mixin private LakeOptions lake;
  @Mixin private KafkaOptions kafka;

  @Option(names = "--resume", description = "Let publishing go on that a rollback holds.")
  private boolean resume;

  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    try (KafkaAdmin admin = KafkaAdmin.of(kafka.cluster());
        KafkaRecords records = new KafkaRecords(admin);
        Lake opened = lake.open(contract.contracts())) {
      if (resume) {
        new Hold(opened).release();
      }
      PublishReport report =
          new Publisher(opened, contract.contracts(), records, Clock.systemUTC()).publish();
      PublishPrinter.print(spec.commandLine(), report, json);
      return exitCode(report);
    }
  }

  static int exitCode(PublishReport report) {
    return switch (report.outcome()) {
      case AUDIT_FAILED, HELD -> ExitCode.AUDIT_FAILED;
      case NOT_AUDITED ->
          report.datasets().stream()
              .flatMap(dataset -> dataset.error().stream())
              .findFirst()
              .map(ExitCode::of)
              .orElse(ExitCode.OTHER);
      case PUBLISHED, NOTHING_NEW -> ExitCode.DONE;
    };
  }
}
