package io.sluice.ingest;

import io.sluice.failure.ConflictException;
import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second driver on the same machine from a checkpoint that is in use: both would take the
 * same batch for theirs. The operating system drops the lock with the process, however it ends. A
 * checkpoint in an object store has no such lock; there the offsets are compared at each commit.
 */
final class CheckpointLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointLock.class);

  private final FileChannel channel;

  private CheckpointLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param checkpoint a URI; without a scheme, a path of this machine
   * @throws ConflictException where another driver has it
   */
  static CheckpointLock of(String checkpoint) {
    URI uri = new org.apache.hadoop.fs.Path(checkpoint).toUri();
    if (uri.getScheme() != null && !uri.getScheme().equals("file")) {
      return new CheckpointLock(null);
    }
    Path path = Path.of(uri.getPath()).toAbsolutePath().normalize();
    Path file = path.resolveSibling(path.getFileName() + ".lock");
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new ConflictException("Cannot ingest: another driver uses this checkpoint: " + path);
      }
      return new CheckpointLock(channel);
    } catch (IOException e) {
      // The parent folder is not writable (a mounted volume): continue without a lock.
      LOG.warn("Cannot lock checkpoint, going on without: {}: {}", file, e.toString());
      return new CheckpointLock(null);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new SluiceException("Cannot unlock checkpoint", e);
    }
  }
}
