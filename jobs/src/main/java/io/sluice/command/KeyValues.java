package io.sluice.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Settings given as {@code KEY=VALUE}. */
final class KeyValues {
  private KeyValues() {}

  /** The settings; what cannot be read is reported without the text, which can hold a secret. */
  static Map<String, String> of(CommandSpec verb, String option, List<String> texts) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(
            verb.commandLine(), "Cannot use " + option + ": must be KEY=VALUE");
      }
      pairs.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return pairs;
  }
}
