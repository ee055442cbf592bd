package io.sluice.local;

import io.sluice.base.ExitCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "down",
    description = "Stops what sluice up has started, and nothing else. Data stays.")
final class Down implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin private StackOptions stack;

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..*",
      description = "Only these: ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Service> services = List.of();

  @Option(names = "--wipe", description = "Also remove all data: topics, catalog, tables.")
  private boolean wipe;

  @Override
  public Integer call() {
    if (wipe && !services.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Cannot use --wipe with services: it removes the data of all");
    }
    Set<Service> chosen =
        services.isEmpty() ? EnumSet.allOf(Service.class) : EnumSet.copyOf(services);
    LocalStack local = new LocalStack(stack.toLookAt(), spec.commandLine().getErr()::println);
    local.down(chosen);
    if (wipe) {
      local.wipe();
      spec.commandLine().getErr().println("data … removed");
    }
    return ExitCode.DONE;
  }
}
