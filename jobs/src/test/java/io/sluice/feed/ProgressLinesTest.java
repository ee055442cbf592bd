package io.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  @Test
  void saysEveryFiveSecondsHowFarItIs() {
    StringWriter out = new StringWriter();
    AtomicLong clock = new AtomicLong();
    try (Progress progress =
        new ProgressLines(new PrintWriter(out), Duration.ofSeconds(5), clock::get)) {
      progress.at(100);
      clock.set(5_000_000_000L);
      progress.at(12_345);
      clock.set(9_000_000_000L);
      progress.at(20_000);
      clock.set(10_000_000_000L);
      progress.at(22_345);
    }

    assertThat(out.toString().lines())
        .containsExactly(
            "12,345 records sent after 5 s, 2,469 records/s",
            "22,345 records sent after 10 s, 2,000 records/s");
  }
}
