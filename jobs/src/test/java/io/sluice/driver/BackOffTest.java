package io.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(5));

  @Test
  void eachFailureDoublesThePauseUpToTheLimitAndASuccessEndsIt() {
    assertThat(backOff.pause(1)).isEqualTo(Duration.ZERO);
    backOff.failed();
    assertThat(backOff.pause(1)).isEqualTo(Duration.ofSeconds(1));
    backOff.failed();
    assertThat(backOff.pause(1)).isEqualTo(Duration.ofSeconds(2));
    backOff.failed();
    backOff.failed();
    backOff.failed();
    assertThat(backOff.pause(1)).isEqualTo(Duration.ofSeconds(5));
    backOff.succeeded();
    assertThat(backOff.pause(1)).isEqualTo(Duration.ZERO);
  }

  @Test
  void manyDriversDoNotComeBackAtOnce() {
    backOff.failed();
    assertThat(backOff.pause(0)).isEqualTo(Duration.ofMillis(500));
    assertThat(backOff.pause(0.5)).isEqualTo(Duration.ofMillis(750));
  }
}
