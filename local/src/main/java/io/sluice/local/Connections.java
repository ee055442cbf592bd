package io.sluice.local;

import io.sluice.base.ExitCode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "connections",
    description = {
      "Prints where the stack is, as lines that a shell evaluates: eval \"$(sluice connections)\".",
      "What runs is named where it runs, the rest where it usually does. A variable that is set"
          + " stays as it is and is left out."
    })
final class Connections implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @ParentCommand private Local local;
  @Mixin HelpOption help;
  @Mixin private StackOptions stack;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, String> missing =
        new LinkedHashMap<>(local.unset(new LocalStack(stack.toLookAt()).environment()));
    if (!missing.containsKey("SLUICE_S3_ENDPOINT")) {
      // Another store has keys of its own, or none: then AWS's default credentials chain is asked.
      missing.keySet().removeIf(variable -> variable.startsWith("SLUICE_S3_"));
    }
    missing.forEach((variable, value) -> out.println("export " + variable + "=" + quoted(value)));
    out.flush();
    return ExitCode.DONE;
  }

  /** One word for a shell, whatever is in it. */
  private static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
