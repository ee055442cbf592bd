package io.sluice.it;

import io.sluice.local.LocalOptions;
import io.sluice.local.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a real broker, a real Nessie and a real S3 store: one stack for all integration tests
 * of a run, started by the first that asks and stopped after the last.
 */
final class SharedStack implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalStack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.GLOBAL)
        .getOrComputeIfAbsent(Running.class, key -> new Running(), Running.class)
        .stack;
  }

  /** JUnit closes it when everything has run. */
  private static final class Running implements AutoCloseable {
    private final Path home;
    private final LocalStack stack;
    private final Thread onAbort;

    Running() {
      try {
        this.home = Files.createTempDirectory("sluice-it");
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot make a folder for the stack", e);
      }
      this.stack = new LocalStack(LocalOptions.onFreePorts(home));
      this.onAbort = new Thread(stack::down, "stop-stack");
      Runtime.getRuntime().addShutdownHook(onAbort);
      stack.up();
    }

    @Override
    public void close() throws IOException {
      TradesLake.stopSpark();
      stack.down();
      Runtime.getRuntime().removeShutdownHook(onAbort);
      try (Stream<Path> files = Files.walk(home)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
