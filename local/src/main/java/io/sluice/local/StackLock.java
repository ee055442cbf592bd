package io.sluice.local;

import io.sluice.failure.NotReadyException;
import io.sluice.failure.SluiceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Held while a stack is changed, so that two callers never start the same service. */
final class StackLock implements AutoCloseable {
  private final FileChannel channel;

  private StackLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws NotReadyException where another up or down holds it
   */
  static StackLock take(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return new StackLock(channel);
        }
      } catch (OverlappingFileLockException e) {
        // Held by another thread of this program: the same answer as for another program.
      }
      channel.close();
      throw new NotReadyException(
          "Cannot change the local stack: another up or down is at work: " + file);
    } catch (IOException e) {
      throw new SluiceException("Cannot lock " + file + ": " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new SluiceException("Cannot give back the lock of the local stack: " + e, e);
    }
  }
}
