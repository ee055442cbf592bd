package io.sluice.command;

import io.sluice.contract.Contract;
import io.sluice.contract.ContractException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which dataset it is about. */
final class ContractOptions {
  private static final String SHIPPED = "contracts/trades.yaml";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--contract",
      paramLabel = "FILE",
      defaultValue = SHIPPED,
      description =
          "The dataset's contract. Default: ${DEFAULT-VALUE}, the one in the jar if there is no"
              + " such file.")
  private Path contract;

  /**
   * Reads the contract.
   *
   * @throws ParameterException with every problem, if it cannot be used
   */
  Contract contract() {
    try {
      boolean shipped = contract.equals(Path.of(SHIPPED)) && !Files.exists(contract);
      return shipped ? shipped() : Contract.read(contract);
    } catch (ContractException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Contract shipped() {
    try (InputStream yaml = ContractOptions.class.getClassLoader().getResourceAsStream(SHIPPED)) {
      if (yaml == null) {
        throw new IllegalStateException("Cannot read contract: not in the jar: " + SHIPPED);
      }

      String name = String.valueOf(Path.of(SHIPPED).getFileName());
      return Contract.parse(name, new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read contract: " + SHIPPED, e);
    }
  }
}
