package io.sluice.command;

import io.sluice.contract.Contract;
import io.sluice.contract.ContractException;
import io.sluice.state.Tables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
          "The dataset's contract. For init, ingest, build-candles, publish, run and status it can"
              + " be repeated, and a folder stands for every *.yaml in it. Default:"
              + " ${DEFAULT-VALUE}, the one in the jar if there is no such file.")
  private List<Path> contracts;

  /**
   * Reads the contract of a verb that is about one dataset.
   *
   * @throws ParameterException with every problem, if it cannot be used
   */
  Contract contract() {
    List<Contract> all = contracts();
    if (all.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use --contract: one dataset at a time: "
              + all.stream().map(Contract::dataset).collect(Collectors.joining(", ")));
    }
    return all.get(0);
  }

  /**
   * Reads all contracts.
   *
   * @throws ParameterException with every problem of the first that cannot be used, or where two
   *     would share a table
   */
  List<Contract> contracts() {
    List<Contract> read = files().stream().map(this::read).toList();
    Map<String, String> owners = new HashMap<>();
    for (Contract contract : read) {
      for (String table : Tables.of(contract).own()) {
        String other = owners.putIfAbsent(table, contract.dataset());
        if (other != null) {
          throw new ParameterException(
              spec.commandLine(),
              "Cannot use --contract: %s and %s share a table: %s"
                  .formatted(other, contract.dataset(), table));
        }
      }
    }
    return read;
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Path path : contracts) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> entries = Files.list(path)) {
        List<Path> found =
            entries.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        if (found.isEmpty()) {
          throw new ParameterException(
              spec.commandLine(), "Cannot use --contract: no *.yaml in the folder: " + path);
        }
        files.addAll(found);
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read folder: " + path, e);
      }
    }
    return files;
  }

  private Contract read(Path contract) {
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
