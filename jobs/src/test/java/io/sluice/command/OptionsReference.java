package io.sluice.command;

import io.sluice.base.EnvironmentDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes docs/options.md, and verbs.txt for the launcher's help beside it, from the commands
 * themselves. Equal commands give equal text, whatever the terminal, the environment and the
 * machine.
 */
final class OptionsReference {
  private static final String HEAD =
      """
      # Options

      Written by `make docs` from the commands themselves; do not edit.

      Every option has an environment variable that gives its default: `--kafka-port` is
      `SLUICE_KAFKA_PORT`. The option wins. A switch is turned on by `true`.

      Durations are written as `500ms`, `10s`, `5m`, `1h` or as ISO-8601 (`PT10S`); times as
      ISO-8601 with an offset (`2024-08-09T00:00:00Z`). Both are UTC where they are shown.
      """;

  private static final int NAME_WIDTH = 17;
  private static final int WIDTH = 110;

  private OptionsReference() {}

  /**
   * Writes the files.
   *
   * @param arguments the file of the options, then the names of classes with further commands to
   *     describe
   */
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    List<CommandLine> others = new ArrayList<>();
    for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
      others.add(new CommandLine(Class.forName(name)));
    }
    Path options = Path.of(arguments[0]);
    Files.writeString(options, of(others));
    Files.writeString(options.resolveSibling("verbs.txt"), verbs(others));
  }

  /** The whole text: Sluice's own verbs, then those of the other commands. */
  static String of(List<CommandLine> others) {
    CommandLine sluice = CommandLines.create(Map.of());
    StringBuilder text = new StringBuilder(HEAD);
    text.append("\n## Exit codes\n\n```\n");
    // The last lines say what HEAD says.
    Stream.of(sluice.getCommandSpec().usageMessage().footer())
        .takeWhile(line -> !line.isEmpty())
        .forEach(line -> text.append(line).append('\n'));
    text.append("```\n\n## All verbs\n");
    table(text, "Option", arguments(sluice.getCommandSpec(), true));
    verbs(text, sluice, "## ");
    for (CommandLine other : others) {
      text.append("\n## The local stack\n\n");
      text.append(String.join("\n", description(other.getCommandSpec()))).append('\n');
      verbs(text, other, "### ");
    }
    return text.toString();
  }

  /** Each verb with the first sentence about it: those of the local stack, then Sluice's own. */
  static String verbs(List<CommandLine> others) {
    Map<String, String> about = new LinkedHashMap<>();
    Stream.concat(others.stream(), Stream.of(CommandLines.create(Map.of())))
        .flatMap(command -> command.getSubcommands().values().stream())
        .map(CommandLine::getCommandSpec)
        .filter(OptionsReference::isShown)
        .forEach(spec -> about.put(spec.name(), sentence(description(spec).get(0))));
    StringBuilder text = new StringBuilder();
    about.forEach((verb, sentence) -> line(text, verb, sentence));
    return text.toString();
  }

  /** Up to the first full stop or semicolon, without it. */
  private static String sentence(String description) {
    return description.split("[.;:](\\s|$)", 2)[0];
  }

  private static void line(StringBuilder text, String verb, String sentence) {
    StringBuilder line = new StringBuilder(("  " + verb + " ".repeat(NAME_WIDTH)));
    line.setLength(NAME_WIDTH);
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH) {
        text.append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
        line.append(" ".repeat(NAME_WIDTH));
      }
      line.append(word).append(' ');
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static boolean isShown(CommandSpec spec) {
    return !spec.usageMessage().hidden() && !(spec.userObject() instanceof HelpCommand);
  }

  private static void verbs(StringBuilder text, CommandLine command, String heading) {
    for (CommandLine verb : command.getSubcommands().values()) {
      CommandSpec spec = verb.getCommandSpec();
      if (!isShown(spec)) {
        continue;
      }
      text.append('\n').append(heading).append(spec.name()).append("\n\n");
      text.append(String.join("\n", description(spec))).append('\n');
      table(text, "Argument", spec.positionalParameters());
      table(text, "Option", arguments(spec, false));
    }
  }

  private static List<String> description(CommandSpec spec) {
    return List.of(spec.usageMessage().description());
  }

  /** The options that all verbs share, or those of this one alone. */
  private static List<OptionSpec> arguments(CommandSpec spec, boolean shared) {
    return spec.options().stream()
        .filter(option -> !option.hidden())
        .filter(
            option -> shared == (option.usageHelp() || option.versionHelp() || isInherited(option)))
        .toList();
  }

  private static boolean isInherited(OptionSpec option) {
    return option.scopeType() == CommandLine.ScopeType.INHERIT;
  }

  private static void table(StringBuilder text, String head, List<? extends ArgSpec> arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    text.append("\n| ").append(head).append(" | Environment | Default | |\n|---|---|---|---|\n");
    for (ArgSpec argument : arguments) {
      text.append(
          Stream.of(
                  names(argument),
                  environment(argument),
                  argument.required() ? "required" : code(argument.defaultValue()),
                  meaning(argument))
              .map(cell -> cell.replace("|", "\\|"))
              .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
  }

  private static String names(ArgSpec argument) {
    String label = argument.arity().max() == 0 ? "" : argument.paramLabel();
    return argument instanceof OptionSpec option
        ? code((String.join(", ", option.names()) + " " + label).strip())
        : code(label);
  }

  private static String environment(ArgSpec argument) {
    return argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()
        ? code(EnvironmentDefaults.variable(option.longestName()))
        : "";
  }

  /** The description without a default that the column beside it shows. */
  private static String meaning(ArgSpec argument) {
    String value = argument.defaultValue();
    String text = String.join(" ", argument.description());
    for (String said : List.of("${DEFAULT-VALUE}", String.valueOf(value))) {
      text = text.replace(" Default: " + said + ".", "");
    }
    Iterable<String> candidates = argument.completionCandidates();
    return text.replace("${DEFAULT-VALUE}", String.valueOf(value))
        .replace(
            "${COMPLETION-CANDIDATES}", candidates == null ? "" : String.join(", ", candidates));
  }

  private static String code(String text) {
    return text == null || text.isEmpty() ? "" : "`" + text + "`";
  }
}
