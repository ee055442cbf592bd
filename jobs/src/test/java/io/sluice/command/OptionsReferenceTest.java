package io.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.local.Local;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The options reference is what the commands say. */
final class OptionsReferenceTest {
  private static final Path OPTIONS = Path.of("../docs/options.md");

  @Test
  void docsNameEveryOptionAsItIs() throws IOException {
    assertThat(Files.readString(OPTIONS))
        .as("docs/options.md is out of date: run make docs")
        .isEqualTo(reference());
  }

  @Test
  void theLaunchersHelpNamesEveryVerb() throws IOException {
    assertThat(Files.readString(OPTIONS.resolveSibling("verbs.txt")))
        .as("docs/verbs.txt is out of date: run make docs")
        .isEqualTo(verbs());
    assertThat(verbs())
        .contains(
            "  up             Starts Kafka, Nessie and an S3 store on 127.0.0.1 and returns when all",
            "  init           Creates what is missing\n")
        .containsOnlyOnce("  status ");
  }

  @Test
  void anOptionShowsItsEnvironmentVariableAndItsDefaultOnce() {
    assertThat(reference())
        .contains(
            "| `--seconds N` | `SLUICE_SECONDS` | `60` | How long trades are fed. |\n",
            "| `--from TIME` | `SLUICE_FROM` | required | Start of the range, such as"
                + " 2024-08-09T00:00:00Z or 2024-08-09. |\n",
            "| `--format table\\|csv\\|json` | `SLUICE_FORMAT` | `table` | How rows are printed;"
                + " json is one object a line. |\n")
        .doesNotContain("${", "started-millis");
  }

  @Test
  void theLocalStackIsInItToo() {
    assertThat(reference())
        .contains(
            "\n## The local stack\n",
            "\n### down\n",
            "| `--kafka-port PORT` | `SLUICE_KAFKA_PORT` |  | Kafka's port. Default: where it runs, else"
                + " 9092. |\n",
            "| `SERVICE` |  |  | Only these: kafka, nessie, s3. Default: all. |\n");
  }

  @Test
  void mainWritesTheFiles(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("options.md");

    OptionsReference.main(new String[] {file.toString(), Local.class.getName()});

    assertThat(file).hasContent(reference());
    assertThat(folder.resolve("verbs.txt")).hasContent(verbs());
  }

  private static String verbs() {
    return OptionsReference.verbs(List.of(new CommandLine(Local.class)));
  }

  private static String reference() {
    return OptionsReference.of(List.of(new CommandLine(Local.class)));
  }
}
