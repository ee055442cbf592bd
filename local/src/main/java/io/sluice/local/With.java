package io.sluice.local;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "with",
    description = {
      "Runs a command on the stack: starts what does not run, names the stack to the command in its"
          + " environment, and stops what it has started when the command ends.",
      "A variable that is set stays as it is. The exit code is the command's."
    })
final class With implements Callable<Integer> {
  /** When the person asked: what the command shows counts the start of the stack too. */
  static final String STARTED_VARIABLE = "SLUICE_STARTED_MILLIS";

  @Spec private CommandSpec spec;
  @ParentCommand private Local local;
  @Mixin HelpOption help;
  @Mixin private StackOptions stack;
  @Mixin private StartOptions start;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "1..*",
      description = "The command and its arguments, after --.")
  private List<String> command;

  @Override
  public Integer call() throws InterruptedException {
    String now = Long.toString(Instant.now().toEpochMilli());
    LocalStack services = new LocalStack(start.with(stack), spec.commandLine().getErr()::println);
    Map<String, String> environment = local.unset(services.environment());
    environment.put(STARTED_VARIABLE, now);
    return new Guest(services).run(command, environment);
  }
}
