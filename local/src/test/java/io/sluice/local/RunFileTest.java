package io.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFileTest {
  private static final ProcessHandle ME = ProcessHandle.current();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("kafka.pid");
  }

  @Test
  void whatIsWrittenIsReadAndLeadsToTheProcess() {
    RunFile written = RunFile.of(ME, 9092);
    written.write(file);

    assertThat(RunFile.read(file)).hasValue(written);
    assertThat(written.process()).hasValue(ME);
  }

  @Test
  void aLaterProcessWithTheSamePidIsNotTheService() {
    RunFile mine = RunFile.of(ME, 9092);
    RunFile stale = new RunFile(mine.pid(), mine.startedMillis() - 60_000, 9092);

    assertThat(stale.process()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234", "pid=12", "pid=x\nstarted_millis=1\nport=1", "pid=\\u00"})
  void aFileThatMakesNoSenseIsAsGoodAsNone(String text) throws IOException {
    Files.writeString(file, text);

    assertThat(RunFile.read(file)).isEmpty();
  }
}
