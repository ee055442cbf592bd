package io.sluice.local;

import io.sluice.base.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description = {
      "Shows whether Kafka, Nessie and the S3 store answer.",
      "States: running, foreign (answers, but was not started by sluice up), silent (runs, but does"
          + " not answer), stopped. Times are UTC.",
      "Exit code 0 where all answer, else 20."
    })
final class Status implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin private StackOptions stack;

  @Option(names = "--json", description = "One JSON array, a service a line.")
  private boolean json;

  @Override
  public Integer call() {
    List<ServiceStatus> services = new LocalStack(stack.toLookAt()).status();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? StatusReport.json(services) : StatusReport.table(services));
    out.flush();
    return services.stream().allMatch(ServiceStatus::answers) ? ExitCode.DONE : ExitCode.NOT_READY;
  }
}
