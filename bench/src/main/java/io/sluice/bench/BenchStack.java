package io.sluice.bench;

import io.sluice.failure.NotReadyException;
import io.sluice.lake.LakeConfig;
import io.sluice.local.LocalOptions;
import io.sluice.local.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A local stack of its own on free ports, with all data in one folder. */
public final class BenchStack implements AutoCloseable {
  private final Path folder;
  private final LocalStack stack;
  private boolean closed;

  private BenchStack(Path folder, LocalStack stack) {
    this.folder = folder;
    this.stack = stack;
  }

  /**
   * Starts Kafka, Nessie and the S3 store.
   *
   * @param folder holds data and logs; what is in it is removed first
   */
  public static BenchStack start(Path folder) {
    delete(folder);
    try {
      return start(folder, new LocalStack(LocalOptions.onFreePorts(folder)));
    } catch (NotReadyException e) {
      // Another process took one of the free ports between the look and the start.
      return start(folder, new LocalStack(LocalOptions.onFreePorts(folder)));
    }
  }

  private static BenchStack start(Path folder, LocalStack stack) {
    BenchStack started = new BenchStack(folder, stack);
    try {
      stack.up();
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  public Path folder() {
    return folder;
  }

  public String kafka() {
    return stack.kafkaBootstrapServers();
  }

  public String nessieUri() {
    return stack.nessieUri();
  }

  /** Which program is the S3 store. */
  public String store() {
    return stack.s3Kind().toString();
  }

  /** The lake on this stack. */
  public LakeConfig lake(String namespace) {
    return new LakeConfig(
        stack.nessieUri(),
        "s3://sluice/warehouse",
        stack.s3Endpoint(),
        "us-east-1",
        stack.s3AccessKey(),
        stack.s3SecretKey(),
        namespace);
  }

  /** The environment in which Sluice's verbs find this stack. */
  public Map<String, String> environment() {
    return stack.environment();
  }

  /** Stops the services; their data stays. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      stack.down();
    }
  }

  /** Removes a folder and all in it, if it is there. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      // Children come before the folders that hold them.
      List<Path> deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
      for (Path entry : deepestFirst) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove folder: " + folder, e);
    }
  }
}
