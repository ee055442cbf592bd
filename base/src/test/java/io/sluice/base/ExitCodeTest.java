package io.sluice.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.failure.ConflictException;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

final class ExitCodeTest {
  @Test
  void aSchedulerLearnsFromTheCodeWhetherToTryAgain() {
    CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.create());
    assertThat(
            List.of(
                    new ParameterException(command, "Unknown option: --no"),
                    new NotReadyException("Cannot reach Nessie"),
                    new ConflictException("Cannot publish: main moved"),
                    new SluiceException("Cannot read"),
                    new IllegalStateException("never"))
                .stream()
                .map(ExitCode::of))
        .containsExactly(2, 20, 60, 1, 1);
  }
}
