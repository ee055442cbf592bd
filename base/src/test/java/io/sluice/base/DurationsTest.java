package io.sluice.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "10s, PT10S",
    "10, PT10S",
    "5m, PT5M",
    "36h, PT36H",
    "PT1M30S, PT1M30S",
    "P1D, PT24H"
  })
  void aDurationIsReadAsPeopleAndAsStandardsWriteIt(String text, Duration duration) {
    assertThat(new Durations().convert(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "", "0s", "-5s", "PT-5S", "1.5s", "1234567890s", "5 m"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> new Durations().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("must be such as 500ms, 10s, 5m, 1h: " + text);
  }
}
