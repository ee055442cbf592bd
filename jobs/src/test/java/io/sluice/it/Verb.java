package io.sluice.it;

import io.sluice.command.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** A verb run as from the command line, against the shared stack. */
record Verb(int exitCode, String out, String err) {
  static Verb run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** The same with more variables. */
  static Verb run(Map<String, String> more, String... arguments) {
    Map<String, String> environment = environment();
    environment.putAll(more);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        CommandLines.create(environment)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Verb(command.execute(arguments), out.toString(), err.toString());
  }

  /** Where the shared stack is, as the launcher tells it. */
  static Map<String, String> environment() {
    Map<String, String> variables = SharedStack.services().environment();
    variables.put("SLUICE_HOME", SharedStack.home().toString());
    return variables;
  }
}
