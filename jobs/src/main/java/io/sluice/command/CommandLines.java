package io.sluice.command;

import io.sluice.base.EnvironmentDefaults;
import io.sluice.base.ExitCode;
import io.sluice.driver.OnShutdown;
import io.sluice.feed.NoBrokerException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;

/** All verbs as one command line, and the table from exceptions to exit codes. */
public final class CommandLines {
  private CommandLines() {}

  /** The command line; options take their defaults from the environment. */
  public static CommandLine create(Map<String, String> environment) {
    CommandLine command =
        new CommandLine(new Root())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .setDefaultValueProvider(new EnvironmentDefaults(environment))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setExecutionStrategy(CommandLines::run)
            .setParameterExceptionHandler(CommandLines::misused)
            .setExitCodeExceptionMapper(CommandLines::exitCode)
            .setExecutionExceptionHandler(CommandLines::explain);
    command.getSubcommands().values().forEach(CommandLines::complete);
    return command;
  }

  private static void complete(CommandLine verb) {
    verb.getCommandSpec().mixinStandardHelpOptions(!(verb.getCommand() instanceof HelpCommand));
    verb.getCommandSpec().version("sluice " + version());
  }

  private static int run(CommandLine.ParseResult arguments) {
    Logging.configure(
        arguments.commandSpec().root().userObject() instanceof Root root && root.verbose);
    return new CommandLine.RunLast().execute(arguments);
  }

  private static int misused(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    command.getErr().println(UsageMessage.of(failure, arguments));
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    command.getErr().println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return ExitCode.USAGE;
  }

  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    if (OnShutdown.isEnding() && !Logging.isVerbose()) {
      command.getErr().println("Stopped.");
      return exitCode(failure);
    }
    command.getErr().println(message(failure));
    if (Logging.isVerbose()) {
      failure.printStackTrace(command.getErr());
    }
    return exitCode(failure);
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static int exitCode(Throwable failure) {
    // The feed's own: it knows nothing of the lake's exceptions.
    return failure instanceof NoBrokerException ? ExitCode.NOT_READY : ExitCode.of(failure);
  }

  static String version() {
    String version = CommandLines.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** The verbs. */
  @Command(
      name = "sluice",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "VERB",
      description =
          "Streams Kafka topics into Iceberg tables and lets no row reach a reader before it has"
              + " been audited.",
      footerHeading = "%nExit codes:%n",
      footer = {
        "   0  done",
        "   1  anything else went wrong",
        "   2  the command line or the contract cannot be used",
        "  20  not ready: something it needs is not there yet, try again",
        "  50  the audit failed: main is unchanged, the candidate is kept",
        "  60  conflict: another client moved main or ingests the same records, try again",
        "",
        "Every option has an environment default: --nessie-uri is SLUICE_NESSIE_URI."
      },
      subcommands = {
        Init.class,
        Feed.class,
        Ingest.class,
        BuildCandles.class,
        Publish.class,
        RollbackVerb.class,
        Eject.class,
        Run.class,
        Reconcile.class,
        Query.class,
        Status.class,
        Demo.class,
        HelpCommand.class
      })
  static final class Root {
    @Option(
        names = "--verbose",
        scope = CommandLine.ScopeType.INHERIT,
        description = "Show what Spark logs, and the stack trace of an error.")
    private boolean verbose;
  }
}
