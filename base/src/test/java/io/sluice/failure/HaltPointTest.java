package io.sluice.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The process ends at the named place and at no other. */
final class HaltPointTest {
  @Test
  void aProcessEndsAtTheNamedPlaceAtTheNamedTime() throws IOException, InterruptedException {
    assertThat(walk("second:2"))
        .isEqualTo(
            """
            first
            second
            first
            Halted at second: SLUICE_HALT_AT asks for it
            exit code 137
            """);
    assertThat(walk("first"))
        .isEqualTo("Halted at first: SLUICE_HALT_AT asks for it\nexit code 137\n");
  }

  @Test
  void aProcessThatIsNotAskedToEndGoesOn() throws IOException, InterruptedException {
    String whole = "first\nsecond\nfirst\nsecond\nclosed\nexit code 0\n";
    assertThat(walk("")).isEqualTo(whole);
    assertThat(walk("third")).isEqualTo(whole);
    assertThat(walk("second:3")).isEqualTo(whole);
  }

  @Test
  void aSettingThatNamesNoPlaceIsRefused() {
    assertThatThrownBy(() -> HaltPoint.parse("second:0"))
        .isInstanceOf(SluiceException.class)
        .hasMessage("Cannot use SLUICE_HALT_AT: must be such as ingest-before-commit:3: second:0");
  }

  /** What a process says on its way over two places, twice, and how it ends. */
  private static String walk(String haltAt) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Walk.class.getName())
            .redirectErrorStream(true);
    builder.environment().put(HaltPoint.VARIABLE, haltAt);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said + "exit code " + process.waitFor() + "\n";
  }

  /** The process that is asked to end. */
  static final class Walk {
    private Walk() {}

    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("closed")));
      for (int i = 0; i < 2; i++) {
        HaltPoint.reached("first");
        System.out.println("first");
        HaltPoint.reached("second");
        System.out.println("second");
      }
    }
  }
}
