package io.sluice.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

final class CausesTest {
  @Test
  void deepestMessageIsToldAlsoWhereTheRootHasNone() {
    assertThat(Causes.deepest(new IllegalStateException("outer", new ConnectException("inner"))))
        .isEqualTo("inner");
    assertThat(Causes.deepest(new IllegalStateException("outer", new ConnectException())))
        .isEqualTo("outer");
    assertThat(Causes.deepest(new ClosedChannelException())).isEqualTo("ClosedChannelException");
  }
}
