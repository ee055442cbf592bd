package io.sluice.command;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option's default by mechanical renaming: {@code --nessie-uri} ← SLUICE_NESSIE_URI. */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()
        ? environment.get(variable(option.longestName()))
        : null;
  }

  /** The environment variable of an option. */
  static String variable(String option) {
    return "SLUICE_" + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
