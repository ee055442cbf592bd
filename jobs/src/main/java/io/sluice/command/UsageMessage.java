package io.sluice.command;

import java.util.List;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, without the values on it: one of them can be a secret. */
final class UsageMessage {
  private UsageMessage() {}

  /**
   * The message.
   *
   * @param arguments the command line
   */
  static String of(ParameterException failure, String[] arguments) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return of(unmatched.getUnmatched());
    }
    String message = String.valueOf(failure.getMessage());
    for (String argument : arguments) {
      if (isOption(argument)) {
        message = message.replace(argument, name(argument));
      }
    }
    return message;
  }

  private static String of(List<String> unmatched) {
    List<String> options =
        unmatched.stream().filter(UsageMessage::isOption).map(UsageMessage::name).toList();
    return options.isEmpty()
        ? "Cannot use the command line: words that no option takes (a word with spaces needs"
            + " quotes): "
            + unmatched.size()
        : "Cannot use the command line: unknown option: " + String.join(", ", options);
  }

  private static boolean isOption(String argument) {
    return argument.startsWith("-");
  }

  private static String name(String option) {
    return option.replaceFirst("(?s)=.*", "");
  }
}
