package io.sluice.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens a file or standard input as records. */
public final class FeedInput {
  private FeedInput() {}

  /**
   * Opens a file, plain or gzip.
   *
   * @param format how it is written; empty: as its name says, else as its content looks
   * @throws UnfitInputException if there is no such file, or it and the plan do not go together
   */
  public static RecordSource open(Path file, Optional<FeedFormat> format, FeedPlan plan) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UnfitInputException(
          "Cannot feed %s: no file that can be read: %s".formatted(file, file.toAbsolutePath()));
    }

    Optional<FeedFormat> known =
        format.or(() -> FeedFormat.ofName(String.valueOf(file.getFileName())));
    try {
      return open(file.toString(), Files.newInputStream(file), known, plan);
    } catch (IOException e) {
      throw new FeedException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Opens a stream of bytes, plain or gzip; closes it when it cannot be used.
   *
   * @param name what messages call it
   * @param format how it is written; empty: as its content looks
   * @throws UnfitInputException if it and the plan do not go together
   */
  @SuppressWarnings("MustBeClosed") // the source that is returned closes what it reads
  public static RecordSource open(
      String name, InputStream raw, Optional<FeedFormat> format, FeedPlan plan) {
    boolean opened = false;
    try {
      InputStream bytes = InputBytes.open(raw);
      FeedFormat actual = format.isPresent() ? format.get() : FeedFormat.sniff(bytes);
      RecordSource source =
          switch (actual) {
            case CSV -> new CsvRecords(name, bytes, plan);
            case JSONL -> new JsonLines(name, bytes, plan);
          };
      opened = true;
      return source;
    } catch (IOException e) {
      throw new FeedException("Cannot read " + name + ": " + e.getMessage(), e);
    } finally {
      if (!opened) {
        closeQuietly(raw);
      }
    }
  }

  private static void closeQuietly(InputStream raw) {
    try {
      raw.close();
    } catch (IOException e) {
      // Already on the way out with a better reason.
    }
  }
}
