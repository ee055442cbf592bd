package io.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped contracts against the standard's own JSON schema, where that is installed. */
class StandardSchemaTest {
  private static final Path ROOT = Path.of("..");

  private JsonSchema standard;

  @BeforeEach
  void findTheStandard() throws IOException {
    Path file = schemaFile();
    assumeTrue(file != null, "the Python package open-data-contract-standard is not in .venv");
    JsonNode schema = new ObjectMapper().readTree(file.toFile());
    standard = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909).getSchema(schema);
  }

  @ParameterizedTest
  @MethodSource("shippedContracts")
  void everyShippedContractIsOneOfTheStandard(Path contract) throws IOException {
    assertThat(standard.validate(new YAMLMapper().readTree(contract.toFile()))).isEmpty();
  }

  @Test
  void theContractThatTestsBendIsOneOfTheStandard() throws IOException {
    assertThat(standard.validate(new YAMLMapper().readTree(SensorsYaml.TEXT))).isEmpty();
  }

  @Test
  void theStandardDoesRefuseWhatItDoesNotKnow() throws IOException {
    String yaml = SensorsYaml.with("required: true", "obligatory: true");

    assertThat(standard.validate(new YAMLMapper().readTree(yaml))).isNotEmpty();
  }

  static List<Path> shippedContracts() throws IOException {
    return list(ROOT.resolve("contracts"), "*.yaml");
  }

  private static Path schemaFile() throws IOException {
    String given = System.getProperty("sluice.odcs.schema");
    if (given != null) {
      return Path.of(given);
    }
    for (Path python : list(ROOT.resolve(".venv/lib"), "python3*")) {
      Path file = python.resolve("site-packages/open_data_contract_standard/schema.json");
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }

  private static List<Path> list(Path folder, String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
        stream.forEach(files::add);
      }
    }
    return files;
  }
}
