package io.sluice.local;

import io.sluice.base.EnvironmentDefaults;
import io.sluice.base.ExitCode;
import io.sluice.failure.SluiceException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The command line of the local stack. */
@Command(
    name = "sluice",
    description = "Starts and stops Kafka, Nessie and an S3 store on this machine.",
    subcommands = {Up.class, Down.class, With.class, Connections.class, Status.class})
public final class Local {
  @Mixin HelpOption help;

  private final Map<String, String> environment;

  private Local() {
    this(Map.of());
  }

  private Local(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Those of these variables that this program was not started with. */
  Map<String, String> unset(Map<String, String> variables) {
    Map<String, String> unset = new LinkedHashMap<>(variables);
    unset.keySet().removeIf(variable -> !environment.getOrDefault(variable, "").isBlank());
    return unset;
  }

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    System.exit(run(System.getenv(), out, err, arguments));
  }

  /**
   * Runs a verb; the exit code is 0, 1, 2 (usage) or 20 (not ready, try again), or that of the
   * command of {@code with}.
   */
  static int run(
      Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine = new CommandLine(new Local(environment));
    commandLine.setOut(out).setErr(err);
    commandLine.setDefaultValueProvider(new EnvironmentDefaults(environment));
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(Local::explainUsage);
    commandLine.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          if (failure instanceof SluiceException) {
            err.println(failure.getMessage());
          } else {
            failure.printStackTrace(err);
          }
          return ExitCode.of(failure);
        });
    return commandLine.execute(arguments);
  }

  private static int explainUsage(ParameterException problem, String... arguments) {
    CommandLine failed = problem.getCommandLine();
    failed.getErr().println(problem.getMessage());
    failed.getErr().println("Try " + failed.getCommandSpec().qualifiedName() + " --help");
    return failed.getCommandSpec().exitCodeOnInvalidInput();
  }
}
