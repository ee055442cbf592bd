package io.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.failure.ConflictException;
import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class TransientsTest {
  @Test
  void anOutageIsTriedAgain() {
    assertThat(Transients.is(new NotReadyException("Cannot reach Nessie"))).isTrue();
    assertThat(Transients.is(new SluiceException("x", new DisconnectException("gone")))).isTrue();
    assertThat(Transients.is(new SluiceException("x", SdkClientException.create("no answer"))))
        .isTrue();
    assertThat(Transients.is(new UncheckedIOException(new ConnectException("refused")))).isTrue();
    assertThat(
            Transients.is(
                new SluiceException(
                    "x",
                    new SparkException(
                        "Job aborted: software.amazon.awssdk.core.exception.SdkClientException"))))
        .isTrue();
  }

  @Test
  void whatTryingAgainCannotMendIsNone() {
    assertThat(Transients.is(new SluiceException("the table's columns are not the contract's")))
        .isFalse();
    assertThat(Transients.is(new ConflictException("another driver"))).isFalse();
    assertThat(Transients.is(new UncheckedIOException(new FileNotFoundException("gone"))))
        .isFalse();
  }
}
