package io.sluice.local;

import io.sluice.base.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = {
      "Starts Kafka, Nessie and an S3 store on 127.0.0.1 and returns when all of them answer.",
      "They run on until sluice down. What runs already is left as it is."
    })
final class Up implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin HelpOption help;
  @Mixin private StackOptions stack;
  @Mixin private StartOptions start;

  @Override
  public Integer call() {
    LocalOptions options = start.with(stack);
    var progress = spec.commandLine().getErr();
    List<Started> started = new LocalStack(options, progress::println).up();
    if (started.isEmpty()) {
      progress.println("Kafka, Nessie and the S3 store run already");
    }
    return ExitCode.DONE;
  }
}
